/** The pre-roll on links of many kinds, behind the real playback queue: as little as they allow, and no gap that it could have known of. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arrive,
  type PreRoll,
  preRollTuning,
  settle,
  startPreRoll,
  underrun,
} from '../../../../client/audio/pre-roll.ts'
import { createRandom } from '../../../simulation/world/random.ts'
import { createRig } from './playback.ts'

const SAMPLES_PER_MS = 24
/** As a browser asks a device that has buffers of 10 ms. */
const BUFFER_MS = 10
const ANSWER_MS = 4_000
const PAUSE_MS = 1_000

type Link = Readonly<{ pieceMs: number; pace: number; jitterMs: number; seed: number }>

/** Plays answers one after the other over a link; tells how long each waited for its first sound, and how often each ran dry. */
function hear({ pieceMs, pace, jitterMs, seed }: Link, answers: number) {
  const rig = createRig(SAMPLES_PER_MS * 1000)
  const { next: chance } = createRandom(seed)
  const heard: { waitedMs: number; underruns: number }[] = []
  let nowMs = 0
  for (let answer = 1; answer <= answers; answer++) {
    const startMs = nowMs
    let cameMs = 0
    const pieces = Array.from({ length: Math.ceil(ANSWER_MS / pieceMs) }, (_, n) => {
      // What was sent first comes first.
      cameMs = Math.max(cameMs, startMs + (n * pieceMs) / pace + chance() * jitterMs)
      return { cameMs, offset: n * pieceMs * SAMPLES_PER_MS }
    })
    const firstMs = pieces[0]?.cameMs ?? 0
    const one = { waitedMs: Number.POSITIVE_INFINITY, underruns: 0 }
    for (let isOver = false; !isOver; nowMs += BUFFER_MS) {
      while (pieces[0] && pieces[0].cameMs <= nowMs)
        rig.play(answer, pieces.shift()?.offset ?? 0, new Int16Array(pieceMs * SAMPLES_PER_MS).fill(9))
      if (pieces.length === 0) rig.finish(answer, Math.ceil(ANSWER_MS / pieceMs) * pieceMs * SAMPLES_PER_MS)
      rig.pull(BUFFER_MS * SAMPLES_PER_MS)
      for (const report of rig.reports()) {
        if (report.type === 'playback.started') one.waitedMs = nowMs - firstMs
        if (report.type === 'playback.underran') one.underruns++
        isOver ||= report.type === 'playback.drained'
      }
    }
    nowMs += PAUSE_MS
    heard.push(one)
  }
  return heard
}

const seed = fc.integer({ min: 1, max: 2_147_483_646 })
const pieceMs = fc.constantFrom(20, 40, 60, 100)

test('on a quiet link answers at the pace of speech begin sooner than with a fixed pre-roll, and never run dry', () => {
  fc.assert(
    fc.property(seed, fc.constantFrom(20, 40), fc.integer({ min: 0, max: 5 }), (seed, pieceMs, jitterMs) => {
      const heard = hear({ pieceMs, pace: 1, jitterMs, seed }, 20)
      expect(heard.reduce((sum, { underruns }) => sum + underruns, 0)).toBe(0)
      const [first] = heard
      const last = heard.slice(-5)
      for (const { waitedMs } of last) expect(waitedMs).toBeLessThanOrEqual(pieceMs + BUFFER_MS + jitterMs)
      expect(Math.max(...last.map(({ waitedMs }) => waitedMs))).toBeLessThan(first?.waitedMs ?? 0)
    }),
    { numRuns: 6 },
  )
})

test('faster than speech, and quiet: an answer begins with its first piece', () => {
  fc.assert(
    fc.property(seed, pieceMs, fc.integer({ min: 2, max: 8 }), (seed, pieceMs, pace) => {
      const heard = hear({ pieceMs, pace, jitterMs: 0, seed }, 20)
      for (const { waitedMs, underruns } of heard.slice(-5)) {
        expect(underruns).toBe(0)
        expect(waitedMs).toBeLessThanOrEqual(BUFFER_MS)
      }
    }),
    { numRuns: 6 },
  )
})

// Where sound comes faster than it is spoken, only the first pieces of an answer can be too late: what is rare is hardly seen before.
test.each([
  ['at the pace of speech, once it was heard, no underrun comes back', [1], 0],
  ['faster than that, hardly one does', [1.5, 3], 1],
] as const)('with up to 150 ms of jitter, %s', (_, paces, most) => {
  const jitterMs = fc.integer({ min: 20, max: 150 })
  fc.assert(
    fc.property(fc.record({ seed, pieceMs, pace: fc.constantFrom(...paces), jitterMs }), (link) => {
      const torn = hear(link, 30)
        .slice(6)
        .filter(({ underruns }) => underruns > 0)
      expect(torn.length).toBeLessThanOrEqual(most)
    }),
    { numRuns: 8 },
  )
})

describe('step by step', () => {
  const steps = { ...preRollTuning }
  const piece = { answer: 1, offsetMs: 0, lengthMs: 40, atMs: 0, heldMs: 0 }
  const start = startPreRoll(steps)
  const seen = (...pieces: Partial<typeof piece>[]) =>
    pieces.reduce((preRoll, one) => arrive(preRoll, { ...piece, ...one }, steps), start)

  const first = { atMs: 0 }
  const late = { offsetMs: 40, atMs: 110 }
  /** The pieces once more, as those of another answer. */
  const twice = (...pieces: Partial<typeof piece>[]) =>
    seen(...pieces, ...pieces.map((one) => ({ ...one, answer: 2 }))).ms

  test.each([
    ['in time', [first, { offsetMs: 40, atMs: 40 }], 60],
    ['early', [first, { offsetMs: 40, atMs: 5 }], 60],
    ['late by 70 ms', [first, late], 120],
    ['late by 70 ms, after one that came early', [first, { offsetMs: 40, atMs: 0 }, { offsetMs: 80, atMs: 110 }], 120],
    ['late by more than anybody waits for', [first, { offsetMs: 40, atMs: 5_000 }], 300],
    ['late, with much in hand', [first, { offsetMs: 40, atMs: 400, heldMs: 401 }], 60],
  ])('a piece that comes %s, in two answers', (_, pieces, ms) => {
    expect(twice(...pieces)).toBe(ms)
  })

  test('what one answer alone has asked for counts when it has run dry', () => {
    expect(seen(first, late).ms).toBe(60)
    expect(underrun(seen(first, late), steps).ms).toBe(120)
  })

  test('what was asked for by answers long ago is forgotten', () => {
    const quiet = Array.from({ length: 7 }, (_, n) => ({ answer: 3 + n, atMs: 1_000 * n }))
    expect(settle(seen(first, late, { ...first, answer: 2 }, { ...late, answer: 2 }, ...quiet), steps).ms).toBe(100)
  })

  test('an underrun adds a step, up to the most', () => {
    let preRoll = start
    const all = Array.from({ length: 13 }, () => {
      preRoll = underrun(preRoll, steps)
      return preRoll.ms
    })
    expect(all).toEqual([80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300, 300])
  })

  test('it falls step by step, to what is usual, or to the least', () => {
    const fall = (from: PreRoll) => {
      let preRoll = underrun(underrun(from, steps), steps)
      return Array.from({ length: 5 }, () => {
        preRoll = settle(preRoll, steps)
        return preRoll.ms
      })
    }
    expect(fall(seen(first, late, { ...first, answer: 2 }, { ...late, answer: 2 }))).toEqual([140, 120, 120, 120, 120])
    expect(fall(start)).toEqual([80, 60, 40, 20, 20])
  })
})
