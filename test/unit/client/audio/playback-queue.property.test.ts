/** The playback queue under any sequence of orders: each accepted sample once, in order, never after a flush, and counted right. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floatsFromInt16 } from '../../../../shared/pcm.ts'
import { resample } from '../../../../shared/resampler.ts'
import { createRig, ramp, sounded } from './playback.ts'

type Order =
  | { type: 'play'; samples: number }
  | { type: 'repeat' }
  | { type: 'next' }
  | { type: 'finish' }
  | { type: 'flush' }
  | { type: 'pull'; samples: number }

const order: fc.Arbitrary<Order> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('play' as const), samples: fc.integer({ min: 1, max: 600 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('pull' as const), samples: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Order>({ type: 'repeat' }, { type: 'next' }, { type: 'finish' }) },
  { weight: 1, arbitrary: fc.constant<Order>({ type: 'flush' }) },
)

type Spoken = { first: number; accepted: number; heard: number; flushed: boolean }

/** Follows what should be heard, and checks each sample and each report against it. */
function createOracle(rig: ReturnType<typeof createRig>) {
  const answers: Spoken[] = []
  const drained: number[] = []
  const at = (number: number): Spoken => answers[number - 1] ?? expect.fail(`no answer ${number} was sent`)
  const open = (first: number): Spoken => {
    const spoken = { first, accepted: 0, heard: 0, flushed: false }
    answers.push(spoken)
    return spoken
  }
  const hear = (samples: readonly number[]) => {
    for (const sample of samples) {
      const index = answers.findIndex((each) => sample === each.first + each.heard && each.heard < each.accepted)
      expect(index, `sample ${sample} is the next one of an answer`).toBeGreaterThanOrEqual(0)
      expect(at(index + 1).flushed, 'sounds after its flush').toBe(false)
      const before = answers.slice(0, index)
      expect(before.every((each) => each.flushed || each.heard === each.accepted)).toBe(true)
      at(index + 1).heard++
    }
    for (const report of rig.reports()) {
      if (report.type === 'playback.drained') drained.push(report.answer)
      if (report.type === 'playback.progressed') expect(report.playedSamples).toBe(at(report.answer).heard)
      if (report.type === 'playback.faulted') expect(['late', 'duplicate']).toContain(report.fault)
      if (report.type === 'playback.flushed')
        for (const { answer, playedSamples } of report.stopped) expect(playedSamples).toBe(at(answer).heard)
    }
  }
  return { answers, drained, open, hear }
}

test('any orders: every accepted sample sounds exactly once and in order, none after its flush, and the counts agree', () => {
  fc.assert(
    fc.property(fc.array(order, { maxLength: 45 }), fc.integer({ min: 1, max: 300 }), (orders, quantum) => {
      // Without fades, and at the rate of the answers, a sample that sounds is the sample that came.
      const rig = createRig(24_000, { fadeMs: 0 })
      const { answers, drained, open, hear } = createOracle(rig)
      const pull = (samples: number) => {
        for (let left = samples; left > 0; left -= quantum) hear(sounded(rig.pull(Math.min(quantum, left), quantum)))
      }
      let value = 1
      let current = open(value)
      for (const step of orders) {
        const number = answers.length
        switch (step.type) {
          case 'play':
            rig.play(number, current.accepted, ramp(value, step.samples))
            value += step.samples
            if (!current.flushed) current.accepted += step.samples
            break
          case 'repeat':
            rig.play(number, 0, ramp(current.first, current.accepted))
            break
          case 'finish':
            rig.finish(number, current.accepted)
            current = open(value)
            break
          case 'next':
            current = open(value)
            break
          case 'flush':
            rig.flush()
            hear([])
            for (const each of answers) each.flushed ||= each.accepted > 0
            break
          case 'pull':
            pull(step.samples)
        }
      }
      rig.finish(answers.length, current.accepted)
      pull(value + 1)
      for (const each of answers) if (!each.flushed) expect(each.heard).toBe(each.accepted)
      expect(drained).toEqual([...new Set(drained)].sort((a, b) => a - b))
    }),
    { numRuns: 300 },
  )
})

test('what is there in time sounds sample for sample as its resampling, at any device rate and in any quanta', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 })
  const rateHz = fc.constantFrom(16_000, 24_000, 44_100, 48_000, 96_000)
  fc.assert(
    fc.property(
      rateHz,
      fc.array(pieces, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 400 }),
      (hz, spoken, quantum) => {
        const rig = createRig(hz)
        const expected = spoken.flatMap((sizes, index) => {
          const whole = ramp(
            index * 5000 + 1,
            sizes.reduce((sum, size) => sum + size, 0),
          )
          let offset = 0
          for (const size of sizes) {
            rig.play(index + 1, offset, whole.slice(offset, offset + size))
            offset += size
          }
          rig.finish(index + 1, whole.length)
          return Array.from(resample(floatsFromInt16(whole), 24_000, hz))
        })
        const output = rig.pull(expected.length + 500, quantum)
        expect(Array.from(output)).toEqual([...expected, ...new Array(500).fill(0)])
      },
    ),
    { numRuns: 100 },
  )
})
