/** Reads the sound of a microphone's track, whatever its rate and channels, and frames it; after its end there is silence. */

import { createFramer, type Framer } from './framer.ts'
import type { CaptureReport } from './worklet-messages.ts'

/** A track that gives nothing for so long is silent: turn detection counts sound, and the page tells of a dead microphone by its zeros. */
export const STALLED_MS = 1000

/** The rate of a track of which nothing has come. */
const USUAL_RATE_HZ = 48_000

export interface TrackReader {
  setMuted(muted: boolean): void
}

/** Goes on after the end of the track: a turn in which it was lost ends by the silence that follows. */
export function readTrack(
  readable: ReadableStream<AudioData>,
  frameMs: number,
  report: (report: CaptureReport) => void,
): TrackReader {
  let rateHz = USUAL_RATE_HZ
  let framer = createFramer(rateHz, frameMs, report)
  let muted = false
  let isStalled = false
  let channel = new Float32Array(0)
  let mixed = channel

  /** Another device may have another rate. What was left of a frame is lost with the device before. */
  function framerFor(rate: number): Framer {
    if (rate !== rateHz) {
      rateHz = rate
      framer = createFramer(rate, frameMs, report)
      framer.setMuted(muted)
    }
    return framer
  }

  function take(data: AudioData): void {
    const { numberOfFrames: length, numberOfChannels: channels } = data
    if (mixed.length !== length) {
      channel = new Float32Array(length)
      mixed = new Float32Array(length)
    }
    data.copyTo(mixed, { planeIndex: 0, format: 'f32-planar' })
    for (let planeIndex = 1; planeIndex < channels; planeIndex++) {
      data.copyTo(channel, { planeIndex, format: 'f32-planar' })
      for (let at = 0; at < length; at++) mixed[at] = (mixed[at] ?? 0) + (channel[at] ?? 0)
    }
    // As an audio graph mixes down: the mean.
    if (channels > 1) for (let at = 0; at < length; at++) mixed[at] = (mixed[at] ?? 0) / channels
    framerFor(data.sampleRate).push(mixed)
    data.close()
  }

  setInterval(() => {
    if (isStalled) framer.push(new Float32Array((rateHz * STALLED_MS) / 1000))
    isStalled = true
  }, STALLED_MS)

  async function readAll(): Promise<void> {
    const reader = readable.getReader()
    for (let { value } = await reader.read(); value; { value } = await reader.read()) {
      isStalled = false
      take(value)
    }
  }
  // A stream that breaks ends like its track, of which the page hears.
  readAll().catch(() => {})

  return {
    setMuted: (value) => {
      muted = value
      framer.setMuted(value)
    },
  }
}
