/** When a service counts as silent, on a clock that the test turns. */

import { describe, expect, test } from 'vitest'
import {
  FULL_WITHIN_MS,
  noSilence,
  PING_AFTER_MS,
  PONG_WITHIN_MS,
  type SilenceEvent,
  watchSilence,
} from '../../../../server/upstream/silence.ts'

/** What came of events, as `ping at 10000`; `every` looks so often in between. */
function watch(events: readonly SilenceEvent[]): readonly string[] {
  let silence = noSilence(0)
  const verdicts: string[] = []
  for (const event of events) {
    const [next, verdict] = watchSilence(silence, event)
    silence = next
    if (verdict) verdicts.push(`${verdict.type} at ${event.atMs}`)
    if (verdict?.type === 'lost') break
  }
  return verdicts
}

/** `readUntilMs`: messages are read without a break until then. */
const looks = (fromMs: number, untilMs: number, readUntilMs = 0): SilenceEvent[] =>
  Array.from({ length: (untilMs - fromMs) / 5_000 + 1 }, (_, index) => {
    const atMs = fromMs + index * 5_000
    return { type: 'looked', atMs, readAtMs: Math.min(atMs, readUntilMs) }
  })
const inOrder = (...lists: readonly (readonly SilenceEvent[])[]) => lists.flat().sort((a, b) => a.atMs - b.atMs)
const pongs = (...timesMs: readonly number[]): SilenceEvent[] => timesMs.map((atMs) => ({ type: 'pong', atMs }))

describe('watchSilence', () => {
  test('asks every ten seconds, and lives as long as it is answered', () => {
    expect(watch(inOrder(looks(5_000, 60_000), pongs(10_040, 20_040, 30_040, 40_040, 50_040)))).toEqual(
      [10_000, 20_000, 30_000, 40_000, 50_000, 60_000].map((atMs) => `ping at ${atMs}`),
    )
  })

  test('gives up 25 seconds after the last answer, and not sooner', () => {
    const verdicts = watch(inOrder(looks(5_000, 120_000), pongs(10_040, 20_040)))
    expect(verdicts.at(-1)).toBe('lost at 50000')
    expect(PING_AFTER_MS).toBe(10_000)
    expect(PONG_WITHIN_MS).toBe(25_000)
  })

  test('bears a freeze of 8 seconds, and a late answer', () => {
    expect(watch(inOrder(looks(5_000, 60_000), pongs(18_000, 28_000, 38_000, 48_000)))).not.toContain(
      expect.stringContaining('lost'),
    )
  })

  test.each([
    ['waits for a pong that may be behind a flood', 40_000, [44_000], undefined],
    ['gives up when the flood is over, and no pong was behind it', 40_000, [], 'lost at 45000'],
    ['gives up on a flood that goes on for a minute', 600_000, [], 'lost at 60000'],
  ] as const)('%s', (_what, readUntilMs, pongAtMs, lost) => {
    const verdicts = watch(inOrder(looks(5_000, 65_000, readUntilMs), pongs(...pongAtMs)))
    expect(verdicts.find((verdict) => verdict.startsWith('lost'))).toBe(lost)
  })

  test('does not blame the service when this process itself was asleep', () => {
    const verdicts = watch(inOrder(looks(5_000, 10_000), pongs(10_040), looks(3_600_000, 3_605_000), pongs(3_600_030)))
    expect(verdicts).toEqual(['ping at 10000', 'ping at 3600000'])
  })

  test('gives up a queue that was full for five seconds, but not one that took something in between', () => {
    const full = (fromMs: number, untilMs: number): SilenceEvent[] =>
      Array.from({ length: (untilMs - fromMs) / 40 + 1 }, (_, index) => ({ type: 'full', atMs: fromMs + index * 40 }))
    expect(watch(full(1_000, 9_000))).toEqual([`lost at ${1_000 + FULL_WITHIN_MS}`])
    expect(watch(inOrder(full(0, 4_960), [{ type: 'taken', atMs: 4_970 }], full(5_000, 9_960)))).toEqual([])
  })
})
