/** A profile as a whole server serves it: the session that reaches the service, the greeting that is heard, the tools that run. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { understandProfile } from '../../server/agent/load.ts'
import { readProfileFile } from '../../server/agent/profile-file.ts'
import { foldersOf } from '../../server/config/folders.ts'
import { loadTools } from '../../server/tools/load.ts'
import { openPage } from '../contract/page.ts'
import { node, run, type Server, startServer } from '../contract/runtimes.ts'
import { isFromClient, startEmulator, type TestEmulator } from '../support/emulator.ts'

const running: { emulator?: TestEmulator; server?: Server } = {}

afterEach(async () => {
  await running.server?.kill()
  await running.emulator?.stop()
})

async function call(profile: string, folders: Readonly<Record<string, string>> = {}) {
  const emulator = await startEmulator()
  running.emulator = emulator
  const server = await startServer(node, {
    AGENT_PROFILE: profile,
    ...folders,
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
  })
  running.server = server
  const page = openPage(server.ws)
  await page.next('hello')
  page.say({ type: 'session.start' })
  await page.next('session.ready')
  return { emulator, page }
}

const { tools } = await loadTools(foldersOf({}).tools)

const sessionOf = (profile: string) => {
  const file = readProfileFile(profile, ['test/fixtures/agents'])
  if (typeof file === 'string') throw new Error(file)
  const service = { apiVersion: '2026-07-15', credential: 'key' } as const
  const reading = understandProfile(file, { env: {}, service, tools })
  return 'agent' in reading ? reading.agent.session : undefined
}

test('the help desk greets word for word, with the session of its profile, and looks up an order', async () => {
  const { emulator, page } = await call('shop-help-desk')
  const update = await emulator.seen(isFromClient('session.update'))
  expect(update.event.session).toEqual(sessionOf('shop-help-desk'))
  expect((await page.next('answer.done')).text).toBe('Welcome to Pedal and Co. What can I do for you?')
  expect(page.frames().length).toBeGreaterThan(0)

  page.say({ type: 'text.send', text: 'call get_order_status {"order_number":"10 42"}' })
  expect(await page.next('tool.started')).toMatchObject({ name: 'get_order_status' })
  expect(await page.next('tool.done')).toMatchObject({ ok: true })
  const output = await emulator.seen(
    (entry): entry is typeof entry =>
      isFromClient('conversation.item.create')(entry) && entry.event.item?.type === 'function_call_output',
  )
  expect(JSON.stringify(output)).toContain('Order 1042: one gravel bike, size M. Status: on its way.')
})

test('the tutor speaks first, in its own words', async () => {
  const { emulator, page } = await call('portuguese-tutor')
  const create = await emulator.seen(isFromClient('response.create'))
  expect(create.event.response?.instructions).toMatch(/Greet the learner in Portuguese/)
  expect((await page.next('answer.done')).status).toBe('completed')
})

test('an agent and a tool in folders of one’s own are found by the server: the tool runs, and a session of text alone is answered', async () => {
  const own = mkdtempSync(join(tmpdir(), 'own-'))
  writeFileSync(
    join(own, 'roll-dice.js'),
    `export default {
      name: 'roll_dice',
      description: 'Rolls a die.',
      parameters: { type: 'object', properties: { sides: { type: 'integer' } }, required: ['sides'] },
      run: ({ sides }) => ({ sides, rolled: 4 }),
    }`,
  )
  writeFileSync(
    join(own, 'dungeon.json'),
    JSON.stringify({ name: 'Dungeon', model: 'gpt-4.1', tools: ['roll_dice'], session: { modalities: ['text'] } }),
  )
  const { emulator, page } = await call('dungeon', { AGENT_DIR: own, TOOL_DIR: own })
  page.say({ type: 'text.send', text: 'call roll_dice {"sides":6}' })
  expect(await page.next('tool.done')).toMatchObject({ ok: true })
  const output = await emulator.seen(
    (entry): entry is typeof entry =>
      isFromClient('conversation.item.create')(entry) && entry.event.item?.type === 'function_call_output',
  )
  expect(JSON.stringify(output)).toContain(JSON.stringify(JSON.stringify({ sides: 6, rolled: 4 })).slice(1, -1))
  // It answers in writing alone.
  expect((await page.next('answer.done')).text).not.toBe('')
  expect(page.frames()).toEqual([])
  rmSync(own, { recursive: true })
})

test('a server with a wrong agent does not start, and says why', async () => {
  const server = run(node, 'server/node.ts', { PORT: '0', VOICE_LIVE_MODEL: 'gpt-4.1', VOICE_LIVE_VOICE: 'alloy' })
  expect((await server.exited).code).toBe(1)
  expect(server.output()).toBe(
    'Agent profile general-assistant: VOICE_LIVE_VOICE is the OpenAI voice alloy, which gpt-4.1 (VOICE_LIVE_MODEL) cannot speak with; choose an Azure voice such as en-US-AvaNeural.\n',
  )
})
