/** The official SDK against the emulator: MCP with approval, agents, expiry, strictness, and a service that fails. */

import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator, type TestEmulator } from '../../support/emulator.ts'
import { connectUser, createUser, type User } from './rig.ts'

let emulator: TestEmulator
const users: User[] = []
const talk = async (dials = '', target?: Parameters<typeof createUser>[1]) => {
  const user = await connectUser(emulator.url + dials, target)
  users.push(user)
  return user
}

beforeAll(async () => {
  emulator = await startEmulator({ pace: 20 })
})
afterEach(async () => {
  for (const { session } of users.splice(0)) await session.disconnect()
})
afterAll(() => emulator.stop())

describe('MCP', () => {
  const server = { type: 'mcp' as const, serverLabel: 'docs', serverUrl: 'https://mcp.example/' }

  test('tools are listed, a call asks for approval, runs and is spoken about', async () => {
    const user = await talk()
    await user.session.updateSession({ modalities: ['text'], tools: [server] })
    await user.next('mcp_list_tools.completed')
    const list = await user.next('conversation.item.created')
    expect(list.item).toMatchObject({
      type: 'mcp_list_tools',
      serverLabel: 'docs',
      tools: [{ name: 'get_weather' }, { name: 'search_docs' }],
    })
    const mark = user.mark()
    await user.type('do I need an umbrella')
    await user.next('response.done')
    const asked = await user.next(
      'conversation.item.created',
      mark,
      ({ item }) => item?.type === 'mcp_approval_request',
    )
    expect(asked.item).toMatchObject({ serverLabel: 'docs', name: 'get_weather' })
    await user.session.addConversationItem({
      type: 'mcp_approval_response',
      approvalRequestId: asked.item?.id ?? '',
      approve: true,
    })
    await user.next('response.mcp_call.completed')
    const done = await user.next('response.output_item.done')
    expect(done.item).toMatchObject({ type: 'mcp_call', output: 'sunny and 21 degrees in Lisbon' })
    expect(user.order(mark)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.mcp_call_arguments.delta',
      'response.mcp_call_arguments.done',
      'conversation.item.created',
      'response.done',
      'conversation.item.created',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.output_item.done',
    ])
    await user.session.sendEvent({ type: 'response.create' })
    expect((await user.next('response.text.done')).text).toContain('sunny')
  })

  test('a call that the server cannot run fails', async () => {
    const user = await talk('?emulator-mcp=call-fails')
    await user.session.updateSession({ modalities: ['text'], tools: [{ ...server, requireApproval: 'never' }] })
    await user.next('mcp_list_tools.completed')
    await user.type('call search_docs {"query":"sockets"}')
    await user.next('response.mcp_call.failed')
    expect((await user.next('response.done')).response.output).toMatchObject([{ type: 'mcp_call' }])
  })
})

describe('agent mode', () => {
  const agent = { agentName: 'help-desk', projectName: 'shop' }

  test('names the agent, refuses instructions, and goes on with a conversation later', async () => {
    const first = await talk('', { agent })
    const { session } = await first.next('session.created')
    expect(session.agent).toMatchObject({ type: 'agent', name: 'help-desk', threadId: expect.stringMatching(/^conv_/) })
    await first.session.updateSession({ instructions: 'Be brief.' })
    expect((await first.next('error')).error).toMatchObject({ param: 'session.instructions' })
    await first.type('what is 2 plus 2')
    const { response } = await first.next('response.done')
    expect(response.conversationId).toBe(session.agent?.threadId)
    await first.session.disconnect()
    await emulator.quiet()
    const second = await talk('', { agent: { ...agent, conversationId: session.agent?.threadId ?? '' } })
    await second.session.sendEvent({
      type: 'conversation.item.retrieve',
      itemId: response.output?.[0]?.id ?? '',
    })
    expect((await second.next('conversation.item.retrieved')).item).toMatchObject({ role: 'assistant' })
  })

  test('with a conversation that nobody knows ends with an error', async () => {
    const user = createUser(emulator.url, { agent: { ...agent, conversationId: 'conv_unknown' } })
    await user.session.connect()
    expect(await user.lost()).toBeTruthy()
  })
})

describe('dials', () => {
  test('a session expires when it says, with an error and a close', async () => {
    const user = await talk('?emulator-expires=1')
    const { session } = await user.next('session.created')
    expect(session.expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1000)
    expect((await user.next('error')).error).toMatchObject({ code: 'session_expired' })
    expect(await user.lost()).toBeTruthy()
  })

  test.each(['401', '403', '404', '429'])('a refusal with %s is an error of connect', async (status) => {
    const user = createUser(`${emulator.url}?emulator-refuse=${status}`)
    await expect(user.session.connect()).rejects.toThrow(status)
  })

  test.each(['close-1001', 'close-1006', 'close-1008', 'close-1011'])('%s loses the connection', async (fault) => {
    const user = await talk(`?emulator-fault=${fault}`)
    await user.type('tell me a story')
    expect(await user.lost()).toBeTruthy()
    expect(user.events.filter(({ type }) => type === 'response.audio.delta').length).toBeLessThanOrEqual(1)
  })

  test('a response fails, and the next one works', async () => {
    const user = await talk('?emulator-fault=failed-response')
    await user.type('tell me a story')
    const failed = await user.next('response.done')
    expect(failed.response).toMatchObject({ status: 'failed', statusDetails: { type: 'failed' } })
    await user.type('what is 2 plus 2')
    const next = await user.next('response.done', user.events.indexOf(failed) + 1)
    expect(next.response.status).toBe('completed')
  })

  test('a warning and an unknown event disturb nothing', async () => {
    const user = await talk('?emulator-fault=warning')
    const other = await talk('?emulator-fault=unknown-event')
    for (const each of [user, other]) await each.type('what is 2 plus 2')
    expect((await user.next('warning')).warning.code).toBe('emulated_fault')
    for (const each of [user, other]) expect((await each.next('response.done')).response.status).toBe('completed')
  })

  test.each([
    ['null', null],
    ['absent', null],
    ['empty', ''],
  ])('previous ids are %s', async (value, expected) => {
    const user = await talk(`?emulator-previous-ids=${value}`)
    await user.type('what is 2 plus 2')
    await user.next('response.done')
    const ids = user.events.flatMap((event) => (event.type === 'conversation.item.created' ? [event] : []))
    expect(ids.map((event) => ('previousItemId' in event ? (event.previousItemId ?? null) : null))).toEqual([
      expected,
      expected,
    ])
  })

  test('session.updated comes late, or never', async () => {
    const late = await talk('?emulator-updated=300')
    await late.session.updateSession({ modalities: ['text'] })
    await late.type('what is 2 plus 2')
    await late.next('session.updated')
    expect(late.order().indexOf('session.updated')).toBeGreaterThan(late.order().indexOf('response.created'))
    const never = await talk('?emulator-updated=never')
    await never.session.updateSession({ modalities: ['text'] })
    await never.type('what is 2 plus 2')
    await never.next('response.done')
    expect(never.order()).not.toContain('session.updated')
  })

  test('strictness is told with the id of the event, and the SDK itself is strict enough', async () => {
    const user = await talk('?emulator-strict=on')
    await user.session.updateSession({
      modalities: ['text'],
      turnDetection: { type: 'azure_semantic_vad', silenceDurationInMs: 500 },
      voice: { type: 'azure-standard', name: 'en-US-AvaNeural' },
    })
    await user.next('session.updated')
    await user.session.sendEvent({ type: 'conversation.item.retrieve', itemId: 'i', eventId: 'mine' })
    expect((await user.next('error')).error).toMatchObject({ param: 'item_id', eventId: 'mine' })
  })

  test('a dial that does not exist is refused', async () => {
    await expect(createUser(`${emulator.url}?emulator-falt=error`).session.connect()).rejects.toThrow('400')
  })
})

test('the snippet in docs/emulator.md runs as it stands, to the end of an answer', async () => {
  const docs = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8')
  const [, snippet = ''] = /```ts\n(import \{ VoiceLiveClient[\s\S]*?)```/.exec(docs) ?? []
  const body = snippet
    .replaceAll(/^import .*$/gm, '')
    .replace('http://127.0.0.1:8787', emulator.url)
    .replace('console.log(event.type)', 'heard(event.type)')
  expect(body).toContain(emulator.url)
  const { VoiceLiveClient } = await import('@azure/ai-voicelive')
  const AzureKeyCredential = class {
    key: string
    constructor(key: string) {
      this.key = key
    }
  }
  await new Promise<void>((resolve, reject) => {
    const heard = (type: string) => {
      if (type === 'response.done') finished()
    }
    const run = new Function(
      'VoiceLiveClient',
      'AzureKeyCredential',
      'heard',
      `return (async () => {${body}; return session})()`,
    )
    const session: Promise<{ disconnect(): Promise<void> }> = run(VoiceLiveClient, AzureKeyCredential, heard)
    const finished = () => session.then((each) => each.disconnect()).then(resolve, reject)
    session.catch(reject)
  })
})
