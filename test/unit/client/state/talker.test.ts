/** What the talker chooses before a session: what is remembered, shown, and sent. */

import { describe, expect, test } from 'vitest'
import { choiceOf } from '../../../../client/state/talker.ts'
import type { TalkerChoice, TalkerOffers } from '../../../../shared/talker-choice.ts'
import { hello, story } from './story.ts'

const offers: TalkerOffers = {
  voice: { labels: 'Ava\nSonia', initial: 'Ava' },
  language: null,
  rate: { labels: 'Slow\nFast', initial: null },
}
const told = { type: 'access.told', access: 'granted', offers, emulated: false } as const
const offered = (remembered: TalkerChoice = {}) => story(remembered).tell(told)

/** What the page asks for when it starts. */
const started = (page: ReturnType<typeof story>) =>
  page.tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello).effects[0]

const startWith = (choice: TalkerChoice) => ({ type: 'send', message: { type: 'session.start', choice } })

describe('choiceOf', () => {
  test('is what the agent has where nothing was chosen, and nothing where that has no label', () => {
    expect(choiceOf(offered().state.talker)).toEqual({ voice: 'Ava' })
  })

  test('is what was remembered, but for labels that are no longer on offer', () => {
    const talker = offered({ voice: 'Marin', language: 'English', rate: 'Fast' }).state.talker
    expect(choiceOf(talker)).toEqual({ voice: 'Ava', rate: 'Fast' })
  })

  test('is nothing until the server has told what it offers', () => {
    expect(choiceOf(story({ voice: 'Sonia' }).state.talker)).toEqual({})
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
