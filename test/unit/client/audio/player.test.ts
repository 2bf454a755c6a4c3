/** What the page makes of the audio thread's positions: heard is played, less the device's latency, never less than nothing. */

import { expect, test } from 'vitest'
import { heard } from '../../../../client/audio/player.ts'

test('heard takes the latency off every position of a flush', () => {
  const stopped = [
    { answer: 1, playedSamples: 4800 },
    { answer: 2, playedSamples: 480 },
    { answer: 3, playedSamples: 0 },
  ]
  expect(heard({ type: 'playback.flushed', stopped }, 960)).toEqual({
    type: 'playback.flushed',
    stopped: [
      { answer: 1, playedSamples: 3840 },
      { answer: 2, playedSamples: 0 },
      { answer: 3, playedSamples: 0 },
    ],
  })
})

test('heard takes the latency off a progress report', () => {
  const event = { type: 'playback.progressed', answer: 7, playedSamples: 2432 } as const
  expect(heard(event, 432)).toEqual({ type: 'playback.progressed', answer: 7, playedSamples: 2000 })
})

test.each([
  { type: 'playback.started', answer: 1 } as const,
  { type: 'playback.drained', answer: 1 } as const,
  { type: 'playback.underran', answer: 1, preRollMs: 80 } as const,
])('heard passes $type on as it is', (event) => {
  expect(heard(event, 960)).toBe(event)
})
