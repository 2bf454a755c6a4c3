/** One unknown shape costs itself, and not the whole update. */

import { expect, test } from 'vitest'
import { readClient, refusalOfFault } from '../../../../server/emulator/read-client.ts'
import { createService } from './connect.ts'

const update = (session: object) => JSON.stringify({ type: 'session.update', event_id: 'mine', session })
const rest = { modalities: ['text', 'audio'], instructions: 'Be brief.' }

test.each([
  ['a voice without a type', { voice: { name: 'alloy' } }, ['session.voice.type']],
  ['a number for a text', { input_audio_format: 16 }, ['session.input_audio_format']],
  ['a list for an object', { turn_detection: [] }, ['session.turn_detection']],
  ['an avatar without customized', { avatar: { character: 'lisa' } }, ['session.avatar']],
  ['an avatar', { avatar: { character: 'lisa', customized: false } }, ['session.avatar']],
  ['animation', { animation: { outputs: ['viseme_id'] } }, ['session.animation']],
  ['a tool that is a text', { tools: ['clock'] }, ['session.tools.0']],
  ['two of them', { voice: { name: 'alloy' }, temperature: 'warm' }, ['session.voice.type', 'session.temperature']],
])('with %s the rest is read', (_name, odd, paths) => {
  const { event, ignored } = readClient(update({ ...rest, ...odd }), false)
  expect(event).toMatchObject({ type: 'session.update', event_id: 'mine', session: rest })
  for (const name of Object.keys(odd)) expect(event).not.toHaveProperty(`session.${name}`)
  expect(ignored.map(({ path }) => path)).toEqual(paths)
})

test('what is whole is read whole, and what is no session is refused', () => {
  expect(readClient(update(rest), false)).toMatchObject({ event: { session: rest }, ignored: [] })
  for (const session of [null, 17, undefined])
    expect(readClient(JSON.stringify({ type: 'session.update', session }), false).event.type).toBe('fault')
  expect(readClient('no JSON', false)).toMatchObject({ event: { type: 'fault' }, ignored: [] })
})

test('kinds that are newer than the emulator are printed as they came', async () => {
  const client = await createService()({ model: 'gpt-4o' })
  const [part, voice, tool] = [
    { type: 'output_text', text: 'hello' },
    { type: 'platform', name: 'n' },
    { type: 'search' },
  ]
  client.send({ type: 'session.update', session: { voice, tools: [tool] } })
  client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'assistant', content: [part] } })
  expect(client.texts.slice(-2).map((text) => JSON.parse(text))).toMatchObject([
    { session: { voice, tools: [tool] } },
    { item: { content: [part] } },
  ])
})

test('the sentence names the kinds that there are, and none of ours', () => {
  const { ignored } = readClient(update({ voice: { name: 'alloy' } }), false)
  expect(ignored[0]?.message).toContain('azure-standard')
  expect(ignored[0]?.message).not.toContain('unknown')
})

test.each([
  ['session.update', { session: { colour: 'red' } }, 'unknown_parameter', 'session.colour'],
  [
    'session.update',
    { session: { turn_detection: { type: 'server_vad', colour: 'red' } } },
    'unknown_parameter',
    'session.turn_detection.colour',
  ],
  ['response.cancel', { colour: 'red' }, 'unknown_parameter', 'colour'],
  ['session.update', { session: { temperature: 9 } }, 'invalid_request_error', 'session.temperature'],
])('strict mode names what is wrong in %s %j', (type, fields, code, param) => {
  const { event } = readClient(JSON.stringify({ type, event_id: 'mine', ...fields }), true)
  if (event.type !== 'fault') throw new Error('it was read')
  expect(refusalOfFault(event)).toMatchObject({ code, param, eventId: 'mine', message: expect.stringContaining(param) })
})

test('strict mode lets null clear what clients clear by it', () => {
  const cleared = { tools: null, tool_choice: null, instructions: null, temperature: null }
  expect(readClient(update(cleared), true).event).toMatchObject({ session: cleared })
  expect(readClient(update({ ...cleared, colour: null }), true).event.type).toBe('fault')
})

test.each(['no JSON', '[1]', `{"type":"session.update","session":{"x":${'['.repeat(5000)}${']'.repeat(5000)}}}`])(
  'what cannot be read has no place: %#',
  (text) => {
    const { event } = readClient(text, false)
    expect(event.type === 'fault' && refusalOfFault(event)).toMatchObject({ code: 'invalid_request_error' })
    expect(event.type === 'fault' && refusalOfFault(event).param).toBeUndefined()
  },
)

test('strict mode forgives nothing', () => {
  const { event, ignored } = readClient(update({ ...rest, voice: { name: 'alloy' } }), true)
  expect([event.type, ignored]).toEqual(['fault', []])
})
