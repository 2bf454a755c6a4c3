/** Approvals on the page: asked on a card, answered once, closed when no one waits for them any more. */

import { expect, test } from 'vitest'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { hello, liveStory, ready, sentTypes } from './story.ts'

const asked: ServerMessage = {
  type: 'approval.asked',
  id: 'a1',
  server: 'docs',
  name: 'get_weather',
  arguments: '{"city":"Oslo"}',
}
const allow = { type: 'approval.pressed', id: 'a1', approve: true } as const
const deny = { ...allow, approve: false } as const

const cards = (page: ReturnType<typeof liveStory>) =>
  page.state.transcript.entries.filter(({ kind }) => kind === 'approval')

test('an approval gives the turn to the user, with what would be called', () => {
  const page = liveStory().tell({ type: 'text.submitted', text: 'Do I need an umbrella?' })
  expect(page.hear(asked).status).toBe('approval')
  expect(cards(page)).toMatchObject([
    { id: 'a1', server: 'docs', name: 'get_weather', arguments: '{"city":"Oslo"}', outcome: 'asked' },
  ])
  expect(cards(page)[0]).not.toHaveProperty('type')
})

test.each([
  [allow, 'allowed'],
  [deny, 'denied'],
])('the answer %j is sent once, stands on the card, and leaves the turn to the agent', (press, outcome) => {
  const page = liveStory().hear(asked).tell(press)
  expect(page.effects).toEqual([
    { type: 'send', message: { type: 'approval.answer', id: 'a1', approve: press.approve } },
  ])
  expect(page.status).toBe('processing')
  expect(cards(page)).toMatchObject([{ outcome }])
  expect(page.tell(allow, deny).effects).toEqual([])
  expect(cards(page)).toMatchObject([{ outcome }])
})

test('speaking, typing and Interrupt answer nothing', () => {
  const page = liveStory().hear(asked).hear({ type: 'speech.started', item: 'u1' })
  page.tell({ type: 'text.submitted', text: 'Wait' }, { type: 'interrupt.pressed' })
  expect(sentTypes(page.effects)).not.toContain('approval.answer')
  expect(cards(page)).toMatchObject([{ outcome: 'asked' }])
})

test('an approval that the server closes says so, though its answer was on the way', () => {
  const page = liveStory().hear(asked).tell(allow).hear({ type: 'approval.closed', id: 'a1' })
  expect(cards(page)).toMatchObject([{ outcome: 'closed' }])
  expect(page.tell(deny).effects).toEqual([])
})

test('an answer that a lost socket swallowed is sent again', () => {
  const page = liveStory().hear(asked).tell({ type: 'socket.closed', code: 1006, opened: true }, allow)
  expect(sentTypes(page.effects)).toEqual([])
  page.tell({ type: 'timer.fired', name: 'redial' }).hear(hello, { type: 'session.resumed', received: 0 })
  expect(page.effects).toContainEqual({
    type: 'resend',
    message: { type: 'approval.answer', id: 'a1', approve: true },
  })
})

test('an approval is of no use after its session, and its id may come again in the next', () => {
  const page = liveStory().hear(asked).tell({ type: 'session.pressed' })
  expect(cards(page)).toMatchObject([{ outcome: 'closed' }])
  expect(page.tell(allow).effects).toEqual([])
  page.tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello, ready)
  expect(page.tell(allow).effects).toEqual([])
  expect(sentTypes(page.hear(asked).tell(deny).effects)).toEqual(['approval.answer'])
  expect(cards(page)).toMatchObject([{ outcome: 'closed' }, { outcome: 'denied' }])
})
