/** Which conversation an agent's session goes on with: one that ended, one that is open, and none that no one knows. */

import { describe, expect, test } from 'vitest'
import { createService } from './connect.ts'

const agent = { 'agent-name': 'shop', 'agent-project-name': 'demo' }
const message = (id: string) => ({
  type: 'conversation.item.create',
  item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] },
})

type Client = Awaited<ReturnType<ReturnType<typeof createService>>>

const conversationOf = ({ told: [first] }: Client): string => {
  if (first?.type !== 'session.created') throw new Error(`${first?.type} in place of session.created`)
  return first.session.agent?.thread_id ?? ''
}

describe('a conversation of an agent', () => {
  test.each([
    ['without a project', { 'agent-name': 'shop', 'conversation-id': 'conv_nope' }],
    ['that no one knows', { ...agent, 'conversation-id': 'conv_nope' }],
    ['by the name of what every object has', { ...agent, 'conversation-id': 'constructor' }],
  ])('%s is refused each time that it is asked for', async (_what, query) => {
    const connect = createService()
    for (let attempt = 0; attempt < 3; attempt++) {
      const { told, closed } = await connect(query)
      expect([told.map(({ type }) => type), closed]).toEqual([['error'], [1008]])
    }
    expect((await connect({ ...agent, 'conversation-id': 'conv_nope' })).closed).toEqual([1008])
  })

  test('goes on in another session while it is open, and both add to it', async () => {
    const connect = createService()
    const first = await connect(agent)
    const again = { ...agent, 'conversation-id': conversationOf(first) }
    first.send(message('one'))
    const second = await connect(again)
    expect([conversationOf(second), second.items()]).toEqual([conversationOf(first), ['one']])
    first.send(message('two'))
    second.send(message('three'))
    second.leave()
    first.send(message('four'))
    first.leave()
    const third = await connect(again)
    expect(third.items()).toHaveLength(4)
    expect(third.items()).toEqual(expect.arrayContaining(['one', 'two', 'three', 'four']))
  })

  test('is what its last session left of it', async () => {
    const connect = createService()
    const first = await connect(agent)
    const again = { ...agent, 'conversation-id': conversationOf(first) }
    for (const id of ['one', 'two']) first.send(message(id))
    first.leave()
    const second = await connect(again)
    second.send({ type: 'conversation.item.delete', item_id: 'one' })
    expect((await connect(again)).items()).toEqual(['two'])
    second.leave()
    expect((await connect(again)).items()).toEqual(['two'])
  })

  test('is remembered, however many are asked for that no one knows', async () => {
    const connect = createService()
    const first = await connect(agent)
    first.leave()
    for (let attempt = 0; attempt < 101; attempt++) await connect({ ...agent, 'conversation-id': `conv_${attempt}` })
    expect((await connect({ ...agent, 'conversation-id': conversationOf(first) })).closed).toEqual([])
  })
})
