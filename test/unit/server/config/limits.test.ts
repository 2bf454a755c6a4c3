/** The operator's limits and the profile's: the smaller one counts, and the agent can say either end. */

import { describe, expect, test } from 'vitest'
import { noticesOf } from '../../../../server/agent/notices.ts'
import { readConfig } from '../../../../server/config/config.ts'
import { limitsOf } from '../../../../server/config/limits.ts'
import { placesOfOneNetwork } from '../../../../server/config/settings.ts'

describe('limitsOf', () => {
  test.each([
    [{}, { idle: 300_000, limit: 3_600_000 }],
    [
      { idle_minutes: 3, max_minutes: 15 },
      { idle: 180_000, limit: 900_000 },
    ],
    [
      { idle_minutes: 30, max_minutes: 1440 },
      { idle: 300_000, limit: 3_600_000 },
    ],
  ])('a profile with %j comes to %j', (limits, expected) => {
    expect(limitsOf({ idleMinutes: 5, maxMinutes: 60 }, limits)).toEqual(expected)
  })
})

describe('readConfig', () => {
  test('takes fractions of minutes, and has five and sixty by itself', () => {
    expect(readConfig({})).toMatchObject({ config: { idleMinutes: 5, maxMinutes: 60 } })
    expect(readConfig({ IDLE_MINUTES: '0.5', MAX_MINUTES: '90' })).toMatchObject({
      config: { idleMinutes: 0.5, maxMinutes: 90 },
    })
  })

  test.each(['0', '-1', '1441', 'never'])('refuses %s minutes with a sentence', (value) => {
    const { problems } = readConfig({ IDLE_MINUTES: value }) as { problems: string[] }
    expect(problems).toEqual([expect.stringMatching(/^IDLE_MINUTES must be .*leave it out for 5\.$/)])
  })
})

describe('noticesOf', () => {
  test('are read out by a voice of Azure Speech', () => {
    const { idle, limit } = noticesOf({ voice: { type: 'azure-standard', name: 'en-US-AvaNeural' } }, true)
    const said = (text: string) => ({
      pre_generated_assistant_message: { content: [{ type: 'text', text: expect.stringContaining(text) }] },
    })
    expect(idle).toMatchObject(said('Are you still there?'))
    expect(limit).toMatchObject(said('almost up'))
  })

  test('are said by the model for any other voice, its own instructions kept', () => {
    const { idle } = noticesOf({ voice: { type: 'openai', name: 'alloy' }, instructions: 'Be kind.' }, true)
    expect(idle.instructions).toMatch(/^Be kind\.\n\n.*Are you still there\?/s)
  })
})

test.each([
  [1, 1],
  [2, 2],
  [4, 3],
  [20, 15],
  [40, 30],
  [100, 30],
  [120, 30],
  [300, 75],
  [10_000, 2_500],
])('of %i places, one network may have %i', (all, one) => {
  expect(placesOfOneNetwork(all)).toBe(one)
})
