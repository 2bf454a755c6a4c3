/** One session's input: takes audio as the client sends it, keeps what is not yet committed, and says when speech begins and ends. */

import { int16FromFloats } from '../../../shared/pcm.ts'
import { createResampler, type Resampler } from '../../../shared/resampler.ts'
import { createTurnDetector, type TurnDetector, type TurnEdge, type TurnRules } from './turn-detector.ts'
import { FRAME_SAMPLES, LISTENING_RATE_HZ, type VoiceActivity } from './voice-activity.ts'

/** Audio kept for a commit that may come, in samples: two minutes. When full, the oldest is dropped. */
export const KEPT_MAX_SAMPLES = 120 * LISTENING_RATE_HZ

const SAMPLES_PER_MS = LISTENING_RATE_HZ / 1000

export type Detection = Readonly<{ threshold: number; rules: TurnRules }>

export type AudioInput = Readonly<{
  /**
   * What the audio from now on is, and whether turns are to be found in it (null: the client commits by hand).
   * A turn that has begun goes on, by the new rules.
   */
  listen(rateHz: number, detection: Detection | null): void
  /** Takes audio: calls `written` with where it ends, to the sample, and `edge` for each edge in it, in order. */
  append(audio: Float32Array): void
  /** A stretch of what is kept, by its place in the audio written in this session. */
  stretch(startMs: number, endMs: number): Float32Array
  /** Lets go of all audio before a place; a turn that has begun before it is forgotten. */
  forget(beforeMs: number): void
  /** Where what is kept begins: audio before it was forgotten, or dropped because no one committed it in time. */
  keptFromMs(): number
  stop(): void
}>

export type AudioInputHooks = Readonly<{
  /** Audio has been written; `writtenMs` is where it now ends. */
  written(writtenMs: number): void
  edge(edge: TurnEdge): void
}>

type Hooks = AudioInputHooks & Readonly<{ createVoiceActivity(threshold: number): VoiceActivity }>

/** Makes an input. It calls back while it takes audio: first how much was written up to an edge, then the edge. */
export function createAudioInput({ createVoiceActivity, written, edge }: Hooks): AudioInput {
  let activity: VoiceActivity | undefined
  let detector: TurnDetector | undefined
  let detecting = 'null'
  /** less than a frame */
  let pending = new Int16Array(0)
  const converter = createConverter()
  const kept = createKept()

  /** `pastMs` has been told: the audio does not end earlier because a frame does. */
  function takeFrame(frame: Int16Array, pastMs: number): void {
    kept.add(frame)
    const nowMs = kept.writtenMs()
    const found = activity && detector?.take(activity.hasVoice(frame), nowMs)
    if (found === undefined) return
    written(Math.max(pastMs, nowMs))
    edge(found)
  }

  function takeFrames(samples: Int16Array, pastMs: number): void {
    const joined = new Int16Array(pending.length + samples.length)
    joined.set(pending)
    joined.set(samples, pending.length)
    let taken = 0
    for (; taken + FRAME_SAMPLES <= joined.length; taken += FRAME_SAMPLES)
      takeFrame(joined.subarray(taken, taken + FRAME_SAMPLES), pastMs)
    pending = joined.slice(taken)
  }

  return {
    listen(rateHz, detection) {
      takeFrames(converter.change(rateHz), converter.endMs())
      const description = JSON.stringify(detection)
      if (description === detecting) return
      detecting = description
      activity?.stop()
      activity = detection === null ? undefined : createVoiceActivity(detection.threshold)
      if (detection === null) detector = undefined
      else if (detector) detector.follow(detection.rules)
      else detector = createTurnDetector(detection.rules, kept.writtenMs())
    },
    append(audio) {
      const pastMs = converter.endMs()
      takeFrames(converter.convert(audio), pastMs)
      written(converter.endMs())
    },
    stretch: (startMs, endMs) => kept.stretch(startMs, endMs, pending),
    forget(beforeMs) {
      kept.forget(beforeMs)
      detector?.reset(beforeMs)
    },
    keptFromMs: kept.fromMs,
    stop() {
      activity?.stop()
      activity = undefined
      detector = undefined
      kept.clear()
    },
  }
}

/** Makes what the client sends, at the rate of its own, samples at the rate that is listened at; knows where it ends, to the sample. */
function createConverter() {
  let rateHz = LISTENING_RATE_HZ
  let resampler: Resampler | undefined
  /** samples at this rate, and where they began */
  let given = { samples: 0, sinceMs: 0 }
  const endMs = (): number => given.sinceMs + (given.samples * 1000) / rateHz

  return {
    endMs,
    /** What the resampler holds back belongs before what comes at the next rate, and is returned. */
    change(nextRateHz: number): Int16Array {
      if (nextRateHz === rateHz) return new Int16Array(0)
      const output = new Float32Array(resampler?.outputBound(0) ?? 0)
      const length = resampler?.flush(output, 0) ?? 0
      given = { samples: 0, sinceMs: endMs() }
      rateHz = nextRateHz
      resampler = rateHz === LISTENING_RATE_HZ ? undefined : createResampler(rateHz, LISTENING_RATE_HZ)
      return int16FromFloats(output.subarray(0, length))
    },
    convert(audio: Float32Array): Int16Array {
      given = { ...given, samples: given.samples + audio.length }
      if (resampler === undefined) return int16FromFloats(audio)
      const output = new Float32Array(resampler.outputBound(audio.length))
      return int16FromFloats(output.subarray(0, resampler.convert(audio, audio.length, output, 0)))
    },
  }
}

/** The audio that was written and may still be committed. */
function createKept() {
  let pieces: Int16Array[] = []
  let startSamples = 0
  let writtenSamples = 0

  /** The oldest go, as long as `isDone` says so of the first. */
  function drop(isDone: (first: Int16Array) => boolean): void {
    for (let first = pieces[0]; first !== undefined && isDone(first); first = pieces[0]) {
      pieces.shift()
      startSamples += first.length
    }
  }

  return {
    add(samples: Int16Array): void {
      pieces.push(samples)
      writtenSamples += samples.length
      drop(() => writtenSamples - startSamples > KEPT_MAX_SAMPLES)
    },
    writtenMs: () => writtenSamples / SAMPLES_PER_MS,
    fromMs: () => startSamples / SAMPLES_PER_MS,
    /** `tail` follows what is kept. */
    stretch(startMs: number, endMs: number, tail: Int16Array): Float32Array {
      const start = Math.max(startSamples, Math.round(startMs * SAMPLES_PER_MS))
      const end = Math.min(writtenSamples + tail.length, Math.round(endMs * SAMPLES_PER_MS))
      const found = new Float32Array(Math.max(0, end - start))
      let at = startSamples
      for (const piece of [...pieces, tail]) {
        for (let i = Math.max(0, start - at); i < Math.min(piece.length, end - at); i++)
          found[at + i - start] = (piece[i] ?? 0) / 32_768
        at += piece.length
      }
      return found
    },
    forget: (beforeMs: number) => drop((first) => startSamples + first.length <= beforeMs * SAMPLES_PER_MS),
    clear: () => {
      pieces = []
    },
  }
}
