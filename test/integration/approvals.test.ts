/** Approvals through a whole server: the user is asked before the service calls an MCP server, and what he says is done. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPage } from '../contract/page.ts'
import { node, type Server, startServer } from '../contract/runtimes.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'

const folder = mkdtempSync(join(tmpdir(), 'approvals-'))
type Stage = Readonly<{ emulator: TestEmulator; server: Server }>
/** Tests that want the same server and the same emulator share them. */
const stages = new Map<string, Promise<Stage>>()

afterAll(async () => {
  for (const stage of stages.values()) {
    const { server, emulator } = await stage
    await server.kill()
    await emulator.stop()
  }
  rmSync(folder, { recursive: true })
})

async function makeStage(changes: object, dials: Parameters<typeof startEmulator>[0]): Promise<Stage> {
  const server = { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.example/', ...changes }
  const profile = join(folder, `${stages.size}.json`)
  writeFileSync(profile, JSON.stringify({ name: 'Weather desk', model: 'gpt-4.1', mcp_servers: [server] }))
  const emulator = await startEmulator({ pace: Number.POSITIVE_INFINITY, ...dials })
  const started = await startServer(node, {
    AGENT_PROFILE: profile,
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
  })
  return { emulator, server: started }
}

async function call(changes: object = {}, dials: Parameters<typeof startEmulator>[0] = {}) {
  const kind = JSON.stringify([changes, dials])
  const stage = stages.get(kind) ?? makeStage(changes, dials)
  stages.set(kind, stage)
  const { server, emulator } = await stage
  const page = openPage(server.ws)
  await page.next('hello')
  page.say({ type: 'session.start' })
  await page.next('session.ready')
  return { page, server, emulator }
}

const ask = (page: ReturnType<typeof openPage>) =>
  page.say({ type: 'text.send', text: 'call get_weather {"city":"Oslo"}' })

test('allowed, the call runs as a tool and the agent speaks of its result; its arguments are in no log', async () => {
  const { page, server } = await call()
  ask(page)
  const asked = await page.next('approval.asked')
  expect(asked).toMatchObject({ server: 'docs', name: 'get_weather', arguments: '{"city":"Oslo"}' })
  expect(page.messages().map(({ type }) => type)).not.toContain('tool.started')
  page.say({ type: 'approval.answer', id: asked.id, approve: true })
  expect(await page.next('tool.started')).toMatchObject({ name: 'docs/get_weather' })
  expect(await page.next('tool.done')).toMatchObject({ name: 'docs/get_weather', ok: true })
  expect((await page.next('answer.done')).text).toContain('sunny and 21 degrees in Oslo')
  page.say({ type: 'session.stop' })
  await page.closed
  expect(server.output()).not.toContain('Oslo')
})

test('denied, nothing runs and the agent says so; the conversation goes on', async () => {
  const { page } = await call()
  ask(page)
  const { id } = await page.next('approval.asked')
  page.say({ type: 'approval.answer', id, approve: false })
  expect((await page.next('answer.done')).text).toContain('not approved')
  expect(page.messages().map(({ type }) => type)).not.toContain('tool.started')
  page.say({ type: 'text.send', text: 'what is two plus two' })
  expect((await page.next('answer.done')).text).toContain('4')
})

test('talking on answers nothing, and the approval can be given afterwards', async () => {
  const { page } = await call()
  ask(page)
  const { id } = await page.next('approval.asked')
  page.say({ type: 'text.send', text: 'what is the capital of italy' })
  expect((await page.next('answer.done')).text).toContain('Rome')
  page.say({ type: 'approval.answer', id, approve: true })
  expect(await page.next('tool.done')).toMatchObject({ ok: true })
  // What the agent says now is the model's affair; the emulator's script comes back to the last question.
  expect(await page.next('answer.done')).toMatchObject({ status: 'completed' })
})

test('where no approval is wanted, the call runs at once, and a failure is shown', async () => {
  const { page } = await call({ require_approval: 'never' }, { mcp: 'call-fails' })
  ask(page)
  expect(await page.next('tool.started')).toMatchObject({ name: 'docs/get_weather' })
  expect(await page.next('tool.done')).toMatchObject({ ok: false })
  await page.next('answer.done')
  expect(page.messages().map(({ type }) => type)).not.toContain('approval.asked')
})

test('a server that does not list its tools is a problem that ends nothing', async () => {
  const { page, server } = await call({}, { mcp: 'list-fails' })
  expect(await page.next('error')).toMatchObject({ code: 'mcp_unavailable', fatal: false })
  page.say({ type: 'text.send', text: 'what is two plus two' })
  expect((await page.next('answer.done')).text).toContain('4')
  expect(server.output()).toMatch(/mcp tools not listed.*docs/)
})
