/** Where turns begin and end, counted in frames. */

import { describe, expect, test } from 'vitest'
import {
  createTurnDetector,
  FRAME_MS,
  type TurnEdge,
} from '../../../../../server/emulator/recognition/turn-detector.ts'

const rules = { prefixPaddingMs: 300, silenceDurationMs: 500, speechDurationMs: 200 }

/** Hears a picture of audio, one character a frame: `#` is voiced. Gives the edges that it finds. */
function edgesOf(picture: string, given = rules): TurnEdge[] {
  const detector = createTurnDetector(given)
  return [...picture].flatMap((frame, index) => detector.take(frame === '#', (index + 1) * FRAME_MS) ?? [])
}
const silence = (ms: number) => '.'.repeat(ms / FRAME_MS)
const speech = (ms: number) => '#'.repeat(ms / FRAME_MS)

describe('createTurnDetector', () => {
  test('includes the prefix padding in the start and the silence in the end', () => {
    expect(edgesOf(silence(1000) + speech(800) + silence(600))).toEqual([
      { type: 'started', startMs: 700 },
      { type: 'stopped', endMs: 2300, speechMs: 800 },
    ])
  })

  test('does not begin before the audio does', () => {
    expect(edgesOf(silence(100) + speech(400))[0]).toEqual({ type: 'started', startMs: 0 })
  })

  test('takes shorter speech than it was told to for a noise', () => {
    expect(edgesOf(silence(400) + speech(120) + silence(600))).toEqual([])
    expect(edgesOf(silence(400) + speech(120) + silence(600), { ...rules, speechDurationMs: 100 })).toHaveLength(2)
  })

  test('goes on over a pause that is shorter than the silence', () => {
    expect(edgesOf(speech(400) + silence(480) + speech(400) + silence(500))).toEqual([
      { type: 'started', startMs: 0 },
      { type: 'stopped', endMs: 1780, speechMs: 1280 },
    ])
    expect(edgesOf(speech(400) + silence(500) + speech(400) + silence(500))).toHaveLength(4)
  })

  test('never gives two turns the same audio', () => {
    const edges = edgesOf(speech(400) + silence(500) + silence(100) + speech(400))
    expect(edges[2]).toEqual({ type: 'started', startMs: 900 })
  })

  test.each([
    ['longer silence', { ...rules, silenceDurationMs: 800 }, 2200],
    ['shorter silence', { ...rules, silenceDurationMs: 300 }, 1700],
    ['silence that is over already', { ...rules, silenceDurationMs: 100 }, 1620],
    ['another padding', { ...rules, prefixPaddingMs: 0 }, 1900],
    ['longer speech', { ...rules, speechDurationMs: 2000 }, 1900],
  ])('ends a turn that has begun by rules that came since: %s', (_what, changed, endMs) => {
    const detector = createTurnDetector(rules)
    const before = silence(400) + speech(1000) + silence(200)
    const edges = [...(before + silence(1000))].flatMap((frame, index) => {
      if (index === before.length) detector.follow(changed)
      return detector.take(frame === '#', (index + 1) * FRAME_MS) ?? []
    })
    expect(edges).toEqual([
      { type: 'started', startMs: 100 },
      { type: 'stopped', endMs, speechMs: 1000 },
    ])
  })

  test('does not reach back before a reset', () => {
    const detector = createTurnDetector(rules)
    for (let ms = FRAME_MS; ms <= 1000; ms += FRAME_MS) detector.take(false, ms)
    detector.reset(1000)
    const edges = [...speech(400)].flatMap((_, index) => detector.take(true, 1000 + (index + 1) * FRAME_MS) ?? [])
    expect(edges).toEqual([{ type: 'started', startMs: 1000 }])
  })

  test('forgets a turn when it is reset', () => {
    const detector = createTurnDetector(rules)
    for (let ms = FRAME_MS; ms <= 400; ms += FRAME_MS) detector.take(true, ms)
    detector.reset(400)
    for (let ms = 420; ms <= 1200; ms += FRAME_MS) expect(detector.take(false, ms)).toBeUndefined()
  })
})
