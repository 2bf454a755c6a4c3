/** The agent speaks first: once, as soon as the session stands, and through the gate like any other response. */

import { expect, test } from 'vitest'
import { commands, drive, told } from './drive.ts'

const greeting = {
  pre_generated_assistant_message: {
    type: 'message' as const,
    role: 'assistant' as const,
    content: [{ type: 'text' as const, text: 'Welcome.' }],
  },
}

const begin = (options: Parameters<typeof drive>[0]) => {
  const call = drive(options)
  call.push({ type: 'page.opened' })
  call.say({ type: 'session.start' })
  call.upstreamOpened()
  return call
}
const updated = { type: 'session.updated', session: {} }

test('the greeting is asked for when the session is ready, after the page was told', () => {
  const effects = begin({ greeting }).serve(updated)
  expect(commands(effects)).toEqual([{ type: 'response.create', response: greeting, event_id: 'create-2' }])
  const types = effects.map((effect) => (effect.type === 'tell' ? effect.message.type : effect.type))
  expect(types.indexOf('session.ready')).toBeLessThan(types.indexOf('command'))
})

test('a later session.updated greets nobody again', () => {
  const call = begin({ greeting })
  call.serve(updated)
  expect(commands(call.serve(updated))).toEqual([])
})

test('without a greeting the agent waits', () => {
  expect(commands(begin({}).serve(updated))).toEqual([])
})

test('a text typed meanwhile waits for the greeting, and then asks for its own answer', () => {
  const call = begin({ greeting })
  call.serve(updated)
  expect(commands(call.say({ type: 'text.send', text: 'Hello?' })).map(({ type }) => type)).toEqual([
    'conversation.item.create',
  ])
  call.created('greeting')
  expect(commands(call.done('greeting', 'cancelled'))).toEqual([{ type: 'response.create', event_id: 'create-5' }])
})

test('a greeting that the service refuses is told of, and leaves the way free', () => {
  const call = begin({ greeting })
  call.serve(updated)
  const effects = call.serve({
    type: 'error',
    error: { code: 'invalid_request_error', message: 'no', event_id: 'create-2' },
  })
  expect(told(effects)).toMatchObject([{ type: 'error', code: 'answer_failed', fatal: false }])
  expect(commands(call.say({ type: 'text.send', text: 'Hello?' })).map(({ type }) => type)).toEqual([
    'conversation.item.create',
    'response.create',
  ])
})
