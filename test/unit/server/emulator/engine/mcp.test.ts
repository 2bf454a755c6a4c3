/** Tools of MCP servers, step by step: listed, allowed or not, called, failing. */

import { describe, expect, test } from 'vitest'
import { cascaded, createDrive } from './drive.ts'

const server = { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.example/' }
const ask = 'call get_weather {"city":"Oslo"}'

function start(tool: object = server, rules = cascaded) {
  const drive = createDrive(rules)
  drive.client({ type: 'session.update', session: { modalities: ['text'], tools: [tool] } })
  return drive
}

function type(drive: ReturnType<typeof start>, text: string) {
  const content = [{ type: 'input_text', text }]
  drive.client({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
  drive.client({ type: 'response.create' })
  drive.workAll()
}

const approve = (drive: ReturnType<typeof start>, yes: boolean) =>
  drive.client({
    type: 'conversation.item.create',
    item: {
      type: 'mcp_approval_response',
      approval_request_id: String(drive.last('conversation.item.created')?.item?.id),
      approve: yes,
    },
  })

describe('listing', () => {
  test('follows the update, in the order of the service, once for each server', () => {
    const drive = start()
    expect(drive.types().slice(-4)).toEqual([
      'session.updated',
      'conversation.item.created',
      'mcp_list_tools.in_progress',
      'mcp_list_tools.completed',
    ])
    const mark = drive.mark()
    drive.client({ type: 'session.update', session: { tools: [server] } })
    expect(drive.since(mark)).toEqual(['session.updated'])
  })

  test('shows only what is allowed', () => {
    const drive = start({ ...server, allowed_tools: ['search_docs'] })
    expect(drive.last('conversation.item.created')?.item).toMatchObject({ tools: [{ name: 'search_docs' }] })
    type(drive, ask)
    expect(drive.last('response.done')?.response.output).toMatchObject([{ type: 'message' }])
  })

  test('that fails leaves no tool to call', () => {
    const drive = start(server, { ...cascaded, mcp: 'list-fails' })
    expect(drive.types().at(-1)).toBe('mcp_list_tools.failed')
    type(drive, ask)
    expect(drive.last('response.done')?.response.output).toMatchObject([{ type: 'message' }])
  })
})

describe('a call', () => {
  test('without approval runs inside the answer, and the next answer speaks of it', () => {
    const drive = start({ ...server, require_approval: 'never' })
    const mark = drive.mark()
    type(drive, ask)
    expect(drive.since(mark)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.mcp_call_arguments.delta',
      'response.mcp_call_arguments.done',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.output_item.done',
      'response.done',
    ])
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.text.done')?.text).toContain('sunny and 21 degrees in Oslo')
  })

  test('waits for the word of the client, and then ends behind its answer', () => {
    const drive = start()
    type(drive, ask)
    expect(drive.types().slice(-2)).toEqual(['conversation.item.created', 'response.done'])
    const mark = drive.mark()
    approve(drive, true)
    expect(drive.since(mark)).toEqual([
      'conversation.item.created',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.output_item.done',
    ])
    expect(drive.last('response.output_item.done')).toMatchObject({
      output_index: 0,
      item: { output: expect.stringContaining('sunny') },
    })
    expect(drive.state().awaited).toEqual([])
  })

  test('and its request name each other by the id of the request', () => {
    const drive = start()
    type(drive, ask)
    const request = drive.state().awaited[0]?.approvalId
    expect(drive.last('conversation.item.created')?.item).toMatchObject({ id: request, type: 'mcp_approval_request' })
    expect(drive.last('response.done')?.response.output).toMatchObject([{ approval_request_id: request }])
    approve(drive, true)
    expect(drive.last('response.output_item.done')?.item).toMatchObject({ approval_request_id: request })
  })

  test('of an answer out of band asks for approval, and nothing of it is kept', () => {
    const drive = start()
    drive.client({ type: 'response.create', response: { conversation: 'none', tool_choice: 'required' } })
    const { length } = drive.state().items
    drive.workAll()
    expect(drive.last('conversation.item.created')).toMatchObject({
      previous_item_id: null,
      item: { type: 'mcp_approval_request' },
    })
    expect(drive.state()).toMatchObject({ items: { length }, awaited: { length: 1 } })
  })

  test.each([
    ['without tools', [server], { tools: [] }, 'message', 0],
    ['with a server of its own', [], { tools: [{ ...server, require_approval: 'never' }] }, 'mcp_call', 1],
    ['that must call a tool', [{ ...server, require_approval: 'never' }], { tool_choice: 'required' }, 'mcp_call', 0],
  ])('obeys how the answer is asked for: %s', (_name, tools, response, kind, listed) => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { modalities: ['text'], tools } })
    const mark = drive.mark()
    const content = [{ type: 'input_text', text: kind === 'message' || listed ? ask : 'hello' }]
    drive.client({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    drive.client({ type: 'response.create', response })
    drive.workAll()
    expect(drive.last('response.done')?.response.output).toMatchObject([{ type: kind }])
    expect(drive.since(mark).filter((name) => name === 'mcp_list_tools.completed')).toHaveLength(listed)
  })

  test('that is not approved fails, and the agent says so', () => {
    const drive = start()
    type(drive, ask)
    approve(drive, false)
    expect(drive.types()).toContain('response.mcp_call.failed')
    expect(drive.types()).not.toContain('response.mcp_call.in_progress')
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.text.done')?.text).toContain('not approved')
  })

  test.each([
    [{ never: ['get_weather'] }, false],
    [{ always: ['get_weather'] }, true],
    [{ never: ['search_docs'] }, true],
    ['always', true],
  ])('by the rule %j asks: %j', (rule, asks) => {
    const drive = start({ ...server, require_approval: rule })
    type(drive, ask)
    expect(drive.state().awaited).toHaveLength(asks ? 1 : 0)
  })

  test('of a server that cannot run it fails with an error', () => {
    const drive = start({ ...server, require_approval: 'never' }, { ...cascaded, mcp: 'call-fails' })
    type(drive, ask)
    expect(drive.types()).toContain('response.mcp_call.failed')
    expect(drive.last('response.done')?.response.output).toMatchObject([{ error: { type: 'tool_execution_error' } }])
  })

  test('is not made twice: the second word is refused', () => {
    const drive = start()
    type(drive, ask)
    const approvalId = drive.state().awaited[0]?.approvalId
    const item = { type: 'mcp_approval_response', approval_request_id: approvalId, approve: true }
    drive.client({ type: 'conversation.item.create', item })
    drive.client({ type: 'conversation.item.create', item, event_id: 'again' })
    expect(drive.last('error')?.error).toMatchObject({ param: 'item.approval_request_id', event_id: 'again' })
  })
})
