/** Finds where speech begins and ends in a row of frames that are each voiced or not. Pure: it counts frames, never the time of day. */

/** Length of one frame: what the voice activity detector takes at a time. */
export const FRAME_MS = 20

/** `turn_detection` as the detector needs it; all in milliseconds. */
export type TurnRules = Readonly<{
  /** audio before the first voiced frame that belongs to the turn */
  prefixPaddingMs: number
  /** unvoiced audio that ends the turn */
  silenceDurationMs: number
  /** voiced audio that begins it */
  speechDurationMs: number
}>

/** `startMs` includes the prefix padding and `endMs` the silence; `speechMs` is what lies between the two. */
export type TurnEdge = Readonly<
  { type: 'started'; startMs: number } | { type: 'stopped'; endMs: number; speechMs: number }
>

/** Part of the frames in a beginning that must be voiced: plosives and short gaps are not. */
const VOICED_SHARE = 0.8

export type TurnDetector = Readonly<{
  /** Takes the frame that ends at `endMs` of the audio written in this session. */
  take(voiced: boolean, endMs: number): TurnEdge | undefined
  /** Other rules from now on; a turn that has begun goes on, and ends by them. */
  follow(rules: TurnRules): void
  /** Forgets a turn that was about to begin, or has begun; no turn reaches back before `sinceMs`. */
  reset(sinceMs: number): void
}>

/** Makes a detector whose audio begins at `sinceMs`: no turn begins earlier. */
export function createTurnDetector(first: TurnRules, sinceMs = 0): TurnDetector {
  let rules = first
  /** where each voiced frame of the last `windowFrames()` began */
  let voicedAt: number[] = []
  let speaking = false
  let onsetMs = 0
  let voicedEndMs = 0
  let earliestMs = sinceMs

  const windowFrames = () => Math.max(2, Math.ceil(rules.speechDurationMs / FRAME_MS))

  function reset(sinceMs: number): void {
    voicedAt = []
    speaking = false
    earliestMs = Math.max(earliestMs, sinceMs)
  }

  function begin(): TurnEdge | undefined {
    if (voicedAt.length < Math.ceil(windowFrames() * VOICED_SHARE)) return undefined
    onsetMs = voicedAt[0] ?? 0
    speaking = true
    voicedAt = []
    return { type: 'started', startMs: Math.max(earliestMs, onsetMs - rules.prefixPaddingMs) }
  }

  return {
    reset,
    follow(changed) {
      rules = changed
    },
    take(voiced, endMs) {
      if (voiced) voicedEndMs = endMs
      if (speaking) {
        if (endMs - voicedEndMs < rules.silenceDurationMs) return undefined
        reset(endMs)
        return { type: 'stopped', endMs, speechMs: voicedEndMs - onsetMs }
      }
      const windowStartMs = endMs - windowFrames() * FRAME_MS
      voicedAt = voicedAt.filter((startMs) => startMs >= windowStartMs)
      if (!voiced) return undefined
      voicedAt.push(endMs - FRAME_MS)
      return begin()
    },
  }
}
