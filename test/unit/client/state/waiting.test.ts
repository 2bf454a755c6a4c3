/** A page whose call waits for the voice service says what it waits for, and gives up no sooner than the server does. */

import { describe, expect, test } from 'vitest'
import { en } from '../../../../client/i18n/en.ts'
import { es } from '../../../../client/i18n/es.ts'
import { ptBR } from '../../../../client/i18n/pt-br.ts'
import { LOOK_EVERY_MS } from '../../../../client/state/link.ts'
import { sentenceOf } from '../../../../client/state/status.ts'
import { hello, liveStory, ready, story } from './story.ts'

const waits = { turn: 'waitingTurn', 'sign-in': 'waitingSignIn' } as const

test('a page that starts speaks of the microphone only where the browser gives one', () => {
  const { state } = story().tell({ type: 'session.pressed' })
  expect(sentenceOf(state)).toBe('starting')
  const insecure = { ...state, secure: false }
  expect(sentenceOf(insecure)).toBe('processing')
  expect(sentenceOf({ ...insecure, serviceWaits: 'turn' })).toBe('waitingTurn')
})

describe.each(['turn', 'sign-in'] as const)('a call that waits for %s', (reason) => {
  test('says so while it starts, and the page no longer counts the time', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
    page.hear({ type: 'service.waiting', reason })
    expect(sentenceOf(page.state)).toBe(waits[reason])
    expect(page.timers).toContainEqual({ type: 'clearTimer', name: 'start' })
    page.hear(ready)
    expect(page.status).toBe('ready')
    expect(page.state.serviceWaits).toBeNull()
  })

  test('does not wait for ever for a server that is gone meanwhile', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
    expect(page.hear({ type: 'service.waiting', reason }).timers).toContainEqual({
      type: 'setTimer',
      name: 'look',
      afterMs: LOOK_EVERY_MS,
    })
    for (let looks = 0; looks < 30; looks++) page.pass(LOOK_EVERY_MS).tell({ type: 'timer.fired', name: 'look' })
    expect(page.state.problem?.code).toBe('connection_lost')
  })

  test('says so when the service was lost, until it is back', () => {
    const page = liveStory().hear({ type: 'service.lost' })
    expect(sentenceOf(page.state)).toBe('resuming')
    page.hear({ type: 'service.waiting', reason })
    expect([page.status, sentenceOf(page.state)]).toEqual(['resuming', waits[reason]])
    page.hear({ type: 'service.resumed' })
    expect(sentenceOf(page.state)).not.toBe(waits[reason])
  })

  test('has a sentence of its own in every language', () => {
    const said = [en, es, ptBR].map(({ sentence }) => sentence[waits[reason]])
    expect(new Set(said).size).toBe(3)
  })
})
