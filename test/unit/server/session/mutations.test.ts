/** The fixed-seed share of `npm run fuzz` that belongs to every run of the tests. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPlayer, isAnswered, playStory } from '../../../fuzz/play.ts'
import { goesOn, passesBy } from '../../../fuzz/properties.ts'
import { stories } from '../../../fuzz/stories.ts'

const SEED = 20_261_125

test.each(stories.map((story) => [story.source, story.name, story.events] as const))(
  '%s: %s leaves nothing wrong behind, and the next question is answered',
  (_source, _name, events) => {
    const player = createPlayer()
    playStory(player, events)
    expect(player.state().counts.malformed).toBe(0)
    expect(isAnswered(player)).toBe(true)
  },
)

test('a place that nobody acts on changes nothing', () => {
  fc.assert(passesBy, { numRuns: 1_000, seed: SEED })
})

test('a place that somebody acts on costs one event at most', () => {
  fc.assert(goesOn, { numRuns: 1_000, seed: SEED })
})
