/** What the user chooses before a session: what is remembered, shown, and sent. */

import { describe, expect, test } from 'vitest'
import { choiceOf } from '../../../../client/state/choices.ts'
import type { UserChoice, UserOffers } from '../../../../shared/user-choice.ts'
import { hello, story } from './story.ts'

const offers: UserOffers = {
  voice: { labels: 'Ava\nSonia', initial: 'Ava' },
  language: null,
  rate: { labels: 'Slow\nFast', initial: null },
}
const told = { type: 'access.told', access: 'granted', offers, emulated: false } as const
const offered = (remembered: UserChoice = {}) => story(remembered).tell(told)

/** What the page asks for when it starts. */
const started = (page: ReturnType<typeof story>) =>
  page.tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello).effects[0]

const startWith = (choice: UserChoice) => ({ type: 'send', message: { type: 'session.start', choice } })

describe('choiceOf', () => {
  test('is what the agent has where nothing was chosen, and nothing where that has no label', () => {
    expect(choiceOf(offered().state.choices)).toEqual({ voice: 'Ava' })
  })

  test('is what was remembered, but for labels that are no longer on offer', () => {
    const choices = offered({ voice: 'Marin', language: 'English', rate: 'Fast' }).state.choices
    expect(choiceOf(choices)).toEqual({ voice: 'Ava', rate: 'Fast' })
  })

  test('is nothing until the server has told what it offers', () => {
    expect(choiceOf(story({ voice: 'Sonia' }).state.choices)).toEqual({})
  })
})

describe('offer.chosen', () => {
  const chooseSonia = { type: 'offer.chosen', setting: 'voice', label: 'Sonia' } as const

  test('is remembered, and sent with every session from then on', () => {
    const page = offered().tell(chooseSonia)
    expect(page.effects).toEqual([{ type: 'remember', name: 'talker.voice', value: 'Sonia' }])
    expect(started(page)).toEqual(startWith({ voice: 'Sonia' }))
    page.tell({ type: 'session.pressed' })
    expect(started(page)).toEqual(startWith({ voice: 'Sonia' }))
  })

  test('goes back to what the agent has', () => {
    const page = offered({ rate: 'Slow' }).tell({ type: 'offer.chosen', setting: 'rate', label: '' })
    expect(page.effects).toEqual([{ type: 'remember', name: 'talker.rate', value: '' }])
    expect(started(page)).toEqual(startWith({ voice: 'Ava' }))
  })

  test('changes nothing while a session runs', () => {
    const page = offered()
    started(page)
    const { state } = page
    expect(page.tell(chooseSonia).effects).toEqual([])
    expect(page.state).toBe(state)
  })
})

describe('code.accepted', () => {
  test('makes the page ask what may be chosen now', () => {
    const page = story().tell(
      { type: 'access.told', access: 'code', offers: null, emulated: false },
      { type: 'code.accepted' },
    )
    expect(page.effects).toEqual([{ type: 'askAccess' }])
  })
})
