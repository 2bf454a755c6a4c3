/** The seam between the page and its microphone and speaker: what the reducer may ask of the audio graph, and what it hears back. */

/** How much of one answer had left for the speaker, in 24 kHz samples, less the device's own output latency. */
export type PlayedAnswer = Readonly<{ answer: number; playedSamples: number }>

export type PlayerEvent =
  /** the first sample of this answer is on its way to the speaker */
  | { type: 'playback.started'; answer: number }
  /** about every 100 ms while sound is playing */
  | { type: 'playback.progressed'; answer: number; playedSamples: number }
  /** the last sample of a finished answer was played */
  | { type: 'playback.drained'; answer: number }
  /** the reply to `flush`: every answer that was held and not yet played to its end, in order; empty when nothing was held */
  | { type: 'playback.flushed'; stopped: readonly PlayedAnswer[] }
  /** the player ran dry in mid-answer and grew its pre-roll to `preRollMs` */
  | { type: 'playback.underran'; answer: number; preRollMs: number }

export interface Player {
  /** Holds a piece of an answer and starts playing when the pre-roll is there. Takes ownership of the buffer behind `pcm`. */
  play(answer: number, offsetSamples: number, pcm: Int16Array): void
  /** Says that the answer is complete, so that what is shorter than the pre-roll plays too, and the end is reported. */
  finish(answer: number, samples: number): void
  /** Fades out within 8 ms, forgets everything held, and answers with `playback.flushed`. */
  flush(): void
  stop(): void
}

export type CaptureEvent =
  /** one frame of PCM16LE at 24 kHz, `frameMs` long; the receiver owns it */
  | { type: 'microphone.audio'; pcm: ArrayBuffer }
  /** with each frame: level 0…1 (RMS), and whether samples hit the rail */
  | { type: 'microphone.level'; rms: number; clipped: boolean }
  /** nothing but exact zeros for `MICROPHONE_DEAD_MS`: muted by the system, or a dead device */
  | { type: 'microphone.dead' }
  /** the track ended: unplugged, or the permission was taken back */
  | { type: 'microphone.lost' }

/** Why there is no microphone. */
export type MicrophoneRefusal = 'denied' | 'missing' | 'busy' | 'unsupported'

export interface Capture {
  /** It hears only while the audio context runs. */
  readonly needsContext: boolean
  /** Muted sends silence, so that turn detection still sees time pass. */
  setMuted(muted: boolean): void
  stop(): void
}
