/** Worklets and worker in a real Chromium: what leaves the player, and what the microphone gives, sample for sample. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { MICROPHONE_DEAD_MS } from '../../client/audio/framer.ts'
import { floatsFromInt16, int16FromFloats } from '../../shared/pcm.ts'
import { resample } from '../../shared/resampler.ts'
import { needing } from '../support/needing.ts'
import { readAsText } from '../support/tap.ts'
import { joinSpeech, writeWav } from '../support/wav.ts'
import type { PageAudio } from './audio-page.ts'
import { readSound, untilNotCalled, useAudioPage } from './audio-rig.ts'
import { noise } from './noise.ts'

const { describe, test } = needing('chromium')

declare const audio: PageAudio

const { openPage, wavPath } = useAudioPage()

const untilPlayer = (page: Page, type: string, answer: number) =>
  page.waitForFunction(
    ({ type, answer }) =>
      audio.playerEvents.some((event) => event.type === type && 'answer' in event && event.answer === answer),
    { type, answer },
  )

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((worst, sample, i) => Math.max(worst, Math.abs(sample - (b[i] ?? 9))), 0)

describe('player', () => {
  test.each([48_000, 44_100, 24_000])(
    'at %i Hz: what leaves it is the resampling of what came, sample for sample',
    async (rateHz) => {
      const page = await openPage('absent')
      expect(await page.evaluate((sampleRate) => audio.startPlayer({ sampleRate }), rateHz)).toBe(rateHz)
      await page.evaluate(() => {
        audio.play(1, 24_000, 1111)
        audio.player.finish(1, 24_000)
      })
      await untilPlayer(page, 'playback.drained', 1)
      const sound = await readSound(page)
      const expected = resample(floatsFromInt16(noise(24_000)), 24_000, rateHz)
      expect(sound.length - expected.length).toBeLessThan(128)
      expect(largestDifference(sound.subarray(0, expected.length), expected)).toBeLessThan(1e-6)
      expect(Math.max(...sound.subarray(expected.length), 0)).toBe(0)
      const events = await page.evaluate(() => audio.playerEvents)
      expect(events.map((event) => event.type)).toEqual([
        'playback.started',
        ...new Array(9).fill('playback.progressed'),
        'playback.drained',
      ])
    },
  )

  test('flush fades out within one render quantum and 8 ms, and tells what was played less the latency', async () => {
    const page = await openPage('absent')
    await page.evaluate(() => audio.startPlayer({ sampleRate: 48_000 }))
    await page.evaluate(() => {
      audio.play(1, 240_000, 24_000)
      audio.play(2, 240_000, 24_000)
    })
    await untilPlayer(page, 'playback.progressed', 1)
    await page.evaluate(() => {
      audio.player.flush()
      audio.player.play(1, 240_000, new Int16Array(2400).fill(9000))
      audio.player.play(3, 0, new Int16Array(4800).fill(9000))
      audio.player.finish(3, 4800)
    })
    await untilPlayer(page, 'playback.drained', 3)

    const sound = await readSound(page)
    const expected = resample(floatsFromInt16(noise(240_000)), 24_000, 48_000)
    const fadeFrom = sound.findIndex((sample, i) => Math.abs(sample - (expected[i] ?? 9)) > 1e-6)
    const flushed = await page.evaluate(() => audio.playerEvents.find((event) => event.type === 'playback.flushed'))
    const stopped = flushed?.type === 'playback.flushed' ? flushed.stopped : []
    expect(stopped.map((each) => each.answer)).toEqual([1, 2])
    expect(stopped[1]?.playedSamples).toBe(0)
    const playedUntil = ((stopped[0]?.playedSamples ?? 0) + 480) * 2
    // Answer 3 follows where answer 1 has faded out; of the 240 000 samples behind, none is heard.
    expect(fadeFrom).toBeGreaterThan(4800)
    expect(playedUntil - fadeFrom).toBeLessThanOrEqual(384)
    const fade = sound.subarray(playedUntil - 384, playedUntil)
    fade.forEach((sample, i) => {
      const gain = 1 - (i + 1) / 384
      expect(sample).toBeCloseTo((expected[playedUntil - 384 + i] ?? 9) * gain, 5)
    })
    const next = resample(floatsFromInt16(new Int16Array(4800).fill(9000)), 24_000, 48_000)
    // On a crowded machine its message comes after the fade; until then there is nothing.
    const begins = (samples: Float32Array) => samples.findIndex((sample) => sample !== 0)
    const nextFrom = playedUntil + begins(sound.subarray(playedUntil)) - begins(next)
    expect(nextFrom).toBeGreaterThanOrEqual(playedUntil)
    expect(largestDifference(sound.subarray(nextFrom, nextFrom + next.length), next)).toBeLessThan(1e-6)
    expect(await page.evaluate(() => audio.playerEvents)).toContainEqual({
      type: 'playback.faulted',
      fault: 'late',
      answer: 1,
      samples: 2400,
    })
  })

  test('stop ends the sound and the processor', async () => {
    const page = await openPage('absent')
    await page.evaluate(() => audio.startPlayer({}))
    await page.evaluate(() => audio.play(1, 240_000, 24_000))
    await untilPlayer(page, 'playback.progressed', 1)
    await page.evaluate(() => audio.player.stop())
    await untilNotCalled(page, 'player')
  })
})

describe('microphone', () => {
  const readFrames = async (page: Page): Promise<Int16Array[]> => {
    const frames = await readAsText(page, () => audio.frames.map((frame) => [...new Int16Array(frame)]))
    return frames.map((frame) => Int16Array.from(frame))
  }
  const untilFrames = (page: Page, count: number) =>
    page.waitForFunction((count) => audio.frames.length >= count, count)

  test.each(['track', 'worklet'] as const)('frames join without a seam into what it heard, by %s', async (way) => {
    // A file at the rate of the device and of the context: then no resampler but ours has a part in what is heard.
    const rateHz = await (await openPage('absent')).evaluate(() => new AudioContext().sampleRate)
    const spoken = joinSpeech([500, noise(1.5 * rateHz)], rateHz)
    writeWav(wavPath, spoken, rateHz)
    const page = await openPage({ file: wavPath })
    expect(await page.evaluate((way) => audio.startCapture(way, 40, {}), way)).toBe(rateHz)
    await untilFrames(page, 38)
    const frames = await readFrames(page)
    for (const frame of frames) expect(frame.length).toBe(960)
    const heard = Int16Array.from(frames.flatMap((frame) => [...frame])).subarray(0, 1.5 * 24_000)
    expect(largestMismatch(heard, await readSound(page), rateHz)).toBeLessThanOrEqual(2)
    expect(await page.evaluate(() => audio.asked)).toEqual([
      { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } },
    ])
  })

  test('mute sends silence in the same rhythm; a file that has ended is a dead microphone', async () => {
    // Chromium repeats the last 10 ms of a file that has ended, so it has to end in silence.
    writeWav(wavPath, joinSpeech([noise(48_000), 100], 48_000), 48_000)
    const page = await openPage({ file: wavPath })
    await page.evaluate(() => audio.startCapture('track', 20, {}))
    await untilFrames(page, 10)
    const before = await page.evaluate(() => {
      audio.capture.setMuted(true)
      return audio.frames.length
    })
    await untilFrames(page, before + 20)
    const muted = (await readFrames(page)).slice(before + 10, before + 20)
    expect(muted.every((frame) => frame.length === 480 && frame.every((sample) => sample === 0))).toBe(true)
    await page.evaluate(() => audio.capture.setMuted(false))
    await page.waitForFunction(() => audio.captureEvents.some((event) => event.type === 'microphone.dead'))
    const levels = await page.evaluate(() => audio.captureEvents.filter((event) => event.type === 'microphone.level'))
    expect(levels.length * 20).toBeGreaterThanOrEqual(MICROPHONE_DEAD_MS)
    expect(levels.some((level) => level.rms > 0.01)).toBe(true)
  })

  test('a track that ends is a lost microphone; stop ends the track, the events and the processor', async () => {
    writeWav(wavPath, noise(48_000), 48_000)
    const page = await openPage({ file: wavPath })
    await page.evaluate(() => audio.startCapture('worklet', 40, {}))
    await untilFrames(page, 2)
    await page.evaluate(() => audio.track?.dispatchEvent(new Event('ended')))
    // A level that was on its way may come after it.
    expect(await page.evaluate(() => audio.captureEvents)).toContainEqual({ type: 'microphone.lost' })
    const frames = await page.evaluate(() => {
      audio.capture.stop()
      return audio.frames.length
    })
    expect(await page.evaluate(() => audio.track?.readyState)).toBe('ended')
    await untilNotCalled(page, 'capture')
    expect(await page.evaluate(() => audio.frames.length)).toBe(frames)
  })

  test('refusals: the person says no, there is none, another program has it, the browser cannot', async () => {
    expect(await (await openPage('refused')).evaluate(() => audio.refusal())).toBe('denied')
    const page = await openPage('absent')
    expect(await page.evaluate(() => audio.refusal())).toBe('missing')
    const busy = page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('in use', 'NotReadableError'))
      return audio.refusal()
    })
    expect(await busy).toBe('busy')
    const unsupported = page.evaluate(() => {
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined })
      return audio.refusal()
    })
    expect(await unsupported).toBe('unsupported')
  })
})

/** How far, at worst, a frame is from what the microphone gave, in steps of 16 bits, once the first is laid where it fits best. */
function largestMismatch(heard: Int16Array, given: Float32Array, rateHz: number): number {
  // The page may have begun to listen before the microphone gave a sound, which the file does half a second late.
  const padded = new Float32Array(rateHz + given.length)
  padded.set(given, rateHz)
  const reference = int16FromFloats(resample(padded, rateHz, 24_000))
  const from = 18_000
  const match = (at: number) => {
    let sum = 0
    for (let i = 0; i < 500; i++) sum += (heard[from + i] ?? 0) * (reference[at + i] ?? 0)
    return sum
  }
  let [best, most] = [0, match(0)]
  for (let at = 1; at < reference.length - 500; at++) {
    const fit = match(at)
    if (fit > most) [best, most] = [at, fit]
  }
  const start = Math.round(((best - from) * rateHz) / 24_000)
  const mismatches = [-2, -1, 0, 1, 2].map((shift) => {
    const laid = int16FromFloats(resample(padded.subarray(start + shift), rateHz, 24_000))
    return heard.reduce((worst, sample, i) => Math.max(worst, Math.abs(sample - (laid[i] ?? 0))), 0)
  })
  return Math.min(...mismatches)
}
