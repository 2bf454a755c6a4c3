/** The input: positions come from the audio alone, however it is cut and however fast it comes. */

import { beforeAll, describe, expect, test } from 'vitest'
import { createAudioInput, KEPT_MAX_SAMPLES } from '../../../../../server/emulator/recognition/audio-input.ts'
import type { TurnEdge } from '../../../../../server/emulator/recognition/turn-detector.ts'
import {
  createVoiceActivityLoader,
  type VoiceActivity,
} from '../../../../../server/emulator/recognition/voice-activity.ts'
import { createVoice } from '../../../../../server/emulator/speech/voice.ts'
import { floatsFromInt16 } from '../../../../../shared/pcm.ts'

const detection = { threshold: 0.5, rules: { prefixPaddingMs: 300, silenceDurationMs: 500, speechDurationMs: 200 } }
let createVoiceActivity: (threshold: number) => VoiceActivity
let question: Float32Array

beforeAll(async () => {
  createVoiceActivity = await createVoiceActivityLoader()()
  const { samples } = await createVoice().speak('What is seven times six?')
  question = new Float32Array(24_000 + samples.length + 24_000)
  question.set(floatsFromInt16(samples), 24_000)
})

function listen(audio: Float32Array, pieceSamples: number, threshold = 0.5) {
  const edges: TurnEdge[] = []
  let writtenMs = 0
  const input = createAudioInput({
    createVoiceActivity,
    written: (ms) => {
      writtenMs = ms
    },
    edge: (edge) => edges.push(edge),
  })
  input.listen(24_000, { ...detection, threshold })
  for (let at = 0; at < audio.length; at += pieceSamples) input.append(audio.subarray(at, at + pieceSamples))
  return { input, edges, writtenMs: () => writtenMs }
}

describe('createAudioInput', () => {
  test('finds one turn where the question is', () => {
    const { input, edges } = listen(question, 960)
    const [started, stopped] = edges
    expect(edges).toHaveLength(2)
    // Flite begins with 164 ms of pause behind the second of silence; the prefix reaches back 300 ms.
    if (started?.type !== 'started' || stopped?.type !== 'stopped') throw new Error('no turn')
    expect(started.startMs).toBeGreaterThan(800)
    expect(started.startMs).toBeLessThan(1100)
    expect(stopped.speechMs).toBeGreaterThan(1200)
    expect(stopped.speechMs).toBeLessThan(1800)
    input.stop()
  })

  test('finds it at the same place in pieces of any size', () => {
    const [whole, ...others] = [480, 960, 1000, 7777, question.length].map((size) => listen(question, size))
    expect(whole?.edges).toHaveLength(2)
    for (const { edges } of others) expect(edges).toEqual(whole?.edges)
    for (const { input } of others) input.stop()
    whole?.input.stop()
  })

  test('hears nothing in silence, in a faint voice, or in a quiet hiss', () => {
    let random = 1
    const hiss = Float32Array.from({ length: 48_000 }, () => {
      random = (random * 16_807) % 2_147_483_647
      return (random / 2_147_483_647 - 0.5) * 0.002
    })
    for (const audio of [new Float32Array(48_000), question.map((sample) => sample * 0.01), hiss]) {
      const { input, edges } = listen(audio, 960)
      expect(edges).toEqual([])
      input.stop()
    }
  })

  test('a lower threshold hears a fainter voice', () => {
    const faint = question.map((sample) => sample * 0.03)
    const [keen, dull] = [listen(faint, 960, 0.1), listen(faint, 960, 0.9)]
    expect(keen.edges).toHaveLength(2)
    expect(dull.edges).toEqual([])
    keen.input.stop()
    dull.input.stop()
  })

  test('gives back the stretch that was asked for, and only what it still has', () => {
    const { input, writtenMs } = listen(question, 960)
    expect(input.stretch(100, 300)).toHaveLength(200 * 16)
    input.forget(1000)
    expect(input.keptFromMs()).toBe(1000)
    expect(input.stretch(0, 1100)).toHaveLength(100 * 16)
    const left = input.stretch(0, writtenMs() + 5000).length / 16
    // The resampler waits for a little more than a millisecond.
    expect(writtenMs() - 1000 - left).toBeGreaterThanOrEqual(0)
    expect(writtenMs() - 1000 - left).toBeLessThan(2)
    input.stop()
  })

  test.each([8000, 16_000, 24_000, 44_100, 48_000])('counts every sample at %d Hz, across rates', (rateHz) => {
    let writtenMs = 0
    const input = createAudioInput({
      createVoiceActivity,
      written: (ms) => {
        writtenMs = ms
      },
      edge: () => {},
    })
    const piece = new Float32Array(rateHz / 100)
    input.listen(rateHz, null)
    for (let at = 0; at < 10; at++) input.append(piece)
    expect(writtenMs).toBe(100)
    input.listen(16_000, null)
    input.append(new Float32Array(1607))
    expect(writtenMs).toBeCloseTo(200.4375, 9)
    expect(Math.abs(input.stretch(0, 1000).length - writtenMs * 16)).toBeLessThan(2)
    input.stop()
  })

  test('what was forgotten is in no turn, and in no stretch', () => {
    const edges: TurnEdge[] = []
    const input = createAudioInput({
      createVoiceActivity: () => ({ hasVoice: (frame) => frame.some((sample) => sample > 0), stop: () => {} }),
      written: () => {},
      edge: (edge) => edges.push(edge),
    })
    input.listen(16_000, detection)
    input.append(new Float32Array(16_000 - 100))
    input.forget(993.75)
    input.append(new Float32Array(16_100).fill(0.5))
    expect(edges).toEqual([{ type: 'started', startMs: 993.75 }])
    expect(input.keptFromMs()).toBeLessThanOrEqual(993.75)
    input.stop()
  })

  test('keeps two minutes at most, dropping the oldest', () => {
    const { input, writtenMs } = listen(new Float32Array(125 * 24_000), 24_000)
    expect(writtenMs()).toBeGreaterThan(124_900)
    // What is no whole frame yet is kept as well.
    expect(writtenMs() - input.keptFromMs()).toBeLessThan(KEPT_MAX_SAMPLES / 16 + 22)
    expect(writtenMs() - input.keptFromMs()).toBeGreaterThan(KEPT_MAX_SAMPLES / 16 - 100)
    input.stop()
  })

  test.each([
    ['nothing', 24_000, detection],
    ['the silence', 24_000, { ...detection, rules: { ...detection.rules, silenceDurationMs: 800 } }],
    ['the threshold', 24_000, { ...detection, threshold: 0.4 }],
    [
      'all and the rate',
      16_000,
      { threshold: 0.6, rules: { prefixPaddingMs: 0, silenceDurationMs: 300, speechDurationMs: 80 } },
    ],
  ])('an update that changes %s does not lose a turn that has begun', (_what, rateHz, changed) => {
    const edges: string[] = []
    const input = createAudioInput({
      createVoiceActivity: () => ({ hasVoice: (frame) => frame.some((sample) => sample > 0), stop: () => {} }),
      written: () => {},
      edge: ({ type }) => edges.push(type),
    })
    input.listen(24_000, detection)
    input.append(new Float32Array(24_000).fill(0.5))
    expect(edges).toEqual(['started'])
    input.listen(rateHz, changed)
    input.append(new Float32Array(rateHz))
    expect(edges).toEqual(['started', 'stopped'])
    input.stop()
  })
})
