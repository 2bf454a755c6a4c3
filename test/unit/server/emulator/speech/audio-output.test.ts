/** The output: its pace, its patience with a full socket, and its silence. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../../server/clock.ts'
import { createAudioOutput, SOCKET_QUEUE_MAX_BYTES } from '../../../../../server/emulator/speech/audio-output.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const sentenceMs = 1000
function createSubject(pace: number, burstMs = 0) {
  let queued = 0
  const said: { atMs: number; audioMs: number }[] = []
  const ends: string[] = []
  const output = createAudioOutput({
    speak: async (sentence) => {
      if (sentence === 'broken') throw new Error('no voice')
      return { samples: new Int16Array(24 * sentenceMs), words: [{ text: sentence, startMs: 0, durationMs: 500 }] }
    },
    pace,
    burstMs,
    clock: systemClock,
    queuedBytes: () => queued,
    spoke: (_id, { audioMs }) => said.push({ atMs: Date.now(), audioMs }),
    wrote: (_id, text) => ends.push(`wrote ${text}`),
    finished: (id) => ends.push(`finished ${id}`),
    failed: (id, error) => ends.push(`failed ${id}: ${error}`),
  })
  return {
    output,
    said,
    ends,
    saidMs: () => said.reduce((sum, { audioMs }) => sum + audioMs, 0),
    queue: (bytes: number) => {
      queued = bytes
    },
  }
}

describe('createAudioOutput', () => {
  test('sends audio at its pace, and says when all is said', async () => {
    const subject = createSubject(4)
    const beganMs = Date.now()
    subject.output.speak('r', ['one', 'two'], 'pcm16')
    await vi.advanceTimersByTimeAsync(250)
    expect(subject.saidMs()).toBeGreaterThanOrEqual(1000)
    expect(subject.saidMs()).toBeLessThanOrEqual(1250)
    await vi.runAllTimersAsync()
    expect(subject.saidMs()).toBe(2 * sentenceMs)
    expect((subject.said.at(-1)?.atMs ?? 0) - beganMs).toBeLessThanOrEqual(500)
    expect(subject.ends).toEqual(['finished r'])
  })

  test('in bursts, nothing comes until there is enough, and then all of it at once', async () => {
    const subject = createSubject(1, 500)
    const beganMs = Date.now()
    subject.output.speak('r', ['one'], 'pcm16')
    await vi.runAllTimersAsync()
    expect(new Set(subject.said.map(({ atMs }) => atMs - beganMs))).toEqual(new Set([500, 1000]))
    expect(subject.saidMs()).toBe(sentenceMs)
  })

  test('at an endless pace everything is sent as fast as it is made', async () => {
    const subject = createSubject(Number.POSITIVE_INFINITY)
    subject.output.speak('r', ['one', 'two'], 'pcm16')
    await vi.advanceTimersByTimeAsync(50)
    expect(subject.ends).toEqual(['finished r'])
  })

  test('waits while too much is queued in the socket', async () => {
    const subject = createSubject(Number.POSITIVE_INFINITY)
    subject.queue(SOCKET_QUEUE_MAX_BYTES + 1)
    subject.output.speak('r', ['one'], 'pcm16')
    await vi.advanceTimersByTimeAsync(5000)
    expect(subject.saidMs()).toBe(0)
    subject.queue(0)
    await vi.advanceTimersByTimeAsync(100)
    expect(subject.saidMs()).toBe(sentenceMs)
  })

  test('hush drops the rest and leaves no timer behind', async () => {
    const subject = createSubject(1)
    subject.output.speak('r', ['one', 'two'], 'pcm16')
    await vi.advanceTimersByTimeAsync(300)
    const before = subject.saidMs()
    subject.output.hush()
    expect(vi.getTimerCount()).toBe(0)
    await vi.runAllTimersAsync()
    expect(subject.saidMs()).toBe(before)
    expect(subject.ends).toEqual([])
  })

  test('a new answer replaces the one before', async () => {
    const subject = createSubject(Number.POSITIVE_INFINITY)
    subject.output.speak('first', ['one'], 'pcm16')
    subject.output.speak('second', ['one'], 'pcm16')
    await vi.runAllTimersAsync()
    expect(subject.ends).toEqual(['finished second'])
    expect(subject.saidMs()).toBe(sentenceMs)
  })

  test('says when the voice fails', async () => {
    const subject = createSubject(1)
    subject.output.speak('r', ['broken'], 'pcm16')
    await vi.runAllTimersAsync()
    expect(subject.ends).toEqual(['failed r: Error: no voice'])
  })

  test('writes text in deltas whose joined text is whole', async () => {
    const subject = createSubject(1)
    subject.output.write('r', ['The capital of France', 'is Paris.'])
    await vi.runAllTimersAsync()
    expect(subject.ends).toEqual(['wrote The capital of ', 'wrote France is Paris.', 'finished r'])
  })
})
