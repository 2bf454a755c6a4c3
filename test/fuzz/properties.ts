/** What holds however oddly the service prints one place of one event. Runs under the tests, and alone on three runtimes. */

import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import type { SessionEffect, SessionState } from '../../server/session/state.ts'
import { clientEvent } from '../../server/voicelive/client-events.ts'
import { errorCodes } from '../../shared/errors.ts'
import { serverMessage } from '../../shared/messages.ts'
import type { SentEvent } from '../support/recordings.ts'
import { isActedOn, type Path } from './acted.ts'
import { mutate, oddValues, pathsOf } from './mutate.ts'
import { createPlayer, isAnswered, type Player, playStory } from './play.ts'
import { type Story, stories } from './stories.ts'

type Case = Readonly<{ story: Story; index: number; path: Path; value: unknown }>

const places: readonly Omit<Case, 'value'>[] = stories.flatMap((story) =>
  story.events.flatMap((event, index) => pathsOf(event).map((path) => ({ story, index, path }))),
)
const inside = places.filter(({ story, index, path }) => isActedOn(story.events[index] as SentEvent, path))
const outside = places.filter((place) => !inside.includes(place))

export const counts = { places: places.length, inside: inside.length, outside: outside.length, stories: stories.length }

const casesOf = (among: readonly Omit<Case, 'value'>[]): fc.Arbitrary<Case> =>
  fc.tuple(fc.constantFrom(...among), oddValues).map(([place, value]) => ({ ...place, value }))

const changed = ({ story, index, path, value }: Case): readonly SentEvent[] =>
  story.events.map((event, at) => (at === index ? mutate(event, { path, value }) : event))

function play(events: readonly SentEvent[]): Player {
  const player = createPlayer()
  playStory(player, events)
  return player
}

const asIs = new Map<Story, Player>()
function unchanged(story: Story): Player {
  const player = asIs.get(story) ?? play(story.events)
  asIs.set(story, player)
  return player
}

/** All that one story leaves behind; an odd value may be kept a few times, never more. */
const STATE_MAX_LENGTH = 400_000

function checkPromises(effects: readonly SessionEffect[], state: SessionState): void {
  for (const effect of effects) {
    if (effect.type === 'tell') serverMessage.parse(effect.message)
    if (effect.type === 'command') clientEvent.parse(effect.event)
  }
  if (JSON.stringify(state).length > STATE_MAX_LENGTH) throw new Error('the state grew')
}

const withoutCounts = ({ counts: _, ...state }: SessionState) => state

/** No one acts on it: nothing changes, neither what is done nor what is remembered. */
export const passesBy = fc.property(casesOf(outside), (one) => {
  const before = unchanged(one.story)
  const after = play(changed(one))
  deepStrictEqual(withoutCounts(after.state()), withoutCounts(before.state()))
  deepStrictEqual(after.effects, before.effects)
})

/** Somebody acts on it: the next typed question is answered, or the call has ended and said why. */
export const goesOn = fc.property(casesOf(inside), (one) => {
  const player = play(changed(one))
  const answered = isAnswered(player)
  checkPromises(player.effects, player.state())
  const end = player.effects.find((effect) => effect.type === 'end')
  if (end && !(errorCodes as readonly string[]).includes(end.reason)) throw new Error(`ended with ${end.reason}`)
  if (!end && !answered) throw new Error('the next question was not answered')
})
