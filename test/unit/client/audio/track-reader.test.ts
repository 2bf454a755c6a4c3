/** Reads a track as browsers hand it out: rates, channels, and silence where nothing comes, be it because of the end. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MICROPHONE_DEAD_MS } from '../../../../client/audio/framer.ts'
import { readTrack, STALLED_MS } from '../../../../client/audio/track-reader.ts'
import type { CaptureReport } from '../../../../client/audio/worklet-messages.ts'
import { int16FromFloats } from '../../../../shared/pcm.ts'
import { resample } from '../../../../shared/resampler.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A track that gives what it is told to. */
function open(frameMs = 40) {
  const reports: CaptureReport[] = []
  const state = { open: 0 }
  let track: ReadableStreamDefaultController<AudioData> | undefined
  const readable = new ReadableStream<AudioData>({
    start: (controller) => {
      track = controller
    },
  })
  const reader = readTrack(readable, frameMs, (report) => reports.push(report))
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return {
    ...reader,
    settle,
    unclosed: () => state.open,
    frames: () => reports.flatMap((report) => (report.type === 'frame' ? [new Int16Array(report.pcm)] : [])),
    samples: () => reports.flatMap((report) => (report.type === 'frame' ? [...new Int16Array(report.pcm)] : [])),
    deaths: () => reports.filter(({ type }) => type === 'dead').length,
    give: async (sampleRate: number, ...channels: readonly Float32Array[]) => {
      state.open++
      const data: Partial<AudioData> = {
        sampleRate,
        numberOfFrames: channels[0]?.length ?? 0,
        numberOfChannels: channels.length,
        copyTo: (into, { planeIndex }) => (into as Float32Array).set(channels[planeIndex] ?? []),
        close: () => {
          state.open--
        },
      }
      track?.enqueue(data as AudioData)
      await settle()
    },
    end: async () => {
      track?.close()
      await settle()
    },
    break: async () => {
      track?.error(new Error('broken'))
      await settle()
    },
  }
}

type Track = ReturnType<typeof open>

const sine = (rateHz: number, samples: number, amplitude = 0.5) =>
  Float32Array.from({ length: samples }, (_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / rateHz))

describe('the sound of a track', () => {
  test.each([48_000, 44_100, 16_000])(
    'at %i Hz becomes frames without a seam, and each chunk is given back',
    async (rateHz) => {
      const track = open()
      const input = sine(rateHz, rateHz / 2)
      for (let from = 0; from < input.length; from += rateHz / 100)
        await track.give(rateHz, input.subarray(from, from + rateHz / 100))
      const expected = int16FromFloats(resample(input, rateHz, 24_000))
      expect(track.samples().length).toBeGreaterThan(11_000)
      expect(track.samples()).toEqual([...expected.subarray(0, track.samples().length)])
      expect(track.unclosed()).toBe(0)
    },
  )

  test('of two channels is their mean', async () => {
    const [both, mean] = [open(), open()]
    const left = sine(24_000, 2400, 0.5)
    await both.give(24_000, left, new Float32Array(2400))
    await mean.give(
      24_000,
      left.map((sample) => sample / 2),
    )
    expect(both.samples()).toEqual(mean.samples())
    expect(both.samples().some((sample) => sample !== 0)).toBe(true)
  })

  test('goes on at the rate of another device, muted as before', async () => {
    const track = open()
    await track.give(48_000, sine(48_000, 4800))
    track.setMuted(true)
    await track.give(16_000, sine(16_000, 16_000))
    const after = track.frames().slice(2)
    expect(after.length).toBeGreaterThanOrEqual(24)
    expect(after.every((frame) => frame.every((sample) => sample === 0))).toBe(true)
    track.setMuted(false)
    await track.give(16_000, sine(16_000, 1600))
    expect(
      track
        .frames()
        .at(-1)
        ?.some((sample) => sample !== 0),
    ).toBe(true)
  })
})

describe('a track that gives nothing', () => {
  test.each([
    ['ever', async () => {}],
    ['any more', (track: Track) => track.give(44_100, sine(44_100, 441))],
    ['because it has ended', (track: Track) => track.end()],
    ['because it is broken', (track: Track) => track.break()],
  ])('%s is silence in time, and a dead microphone', async (_, begin) => {
    const track = open(100)
    await begin(track)
    await vi.advanceTimersByTimeAsync(5 * STALLED_MS)
    // The first second is waited for.
    const seconds = track.frames().length / 10
    expect(seconds).toBeGreaterThanOrEqual(3)
    expect(seconds).toBeLessThanOrEqual(5)
    expect(track.deaths()).toBe(1)
  })

  test('for less than a second is only late', async () => {
    const track = open()
    for (let chunk = 0; chunk < 10; chunk++) {
      await vi.advanceTimersByTimeAsync(STALLED_MS * 0.9)
      await track.give(48_000, sine(48_000, 480))
    }
    expect(track.frames().length).toBe(2)
    expect(track.deaths()).toBe(0)
  })

  test('and then gives zeros is dead once', async () => {
    const track = open()
    await vi.advanceTimersByTimeAsync(2 * STALLED_MS)
    for (let ms = 0; ms < 2 * MICROPHONE_DEAD_MS; ms += 10) await track.give(48_000, new Float32Array(480))
    expect(track.deaths()).toBe(1)
  })
})
