/** What the session says about turns, as the input needs it. */

import type { Session } from '../engine/state.ts'
import type { Detection } from './audio-input.ts'

/** Shortest speech that begins a turn, when the session does not say (documentation, `server_vad`). */
const SPEECH_DURATION_MS = 200

/** Null when the client takes the turns itself. */
export function detectionOf({ turn_detection: detection }: Session): Detection | null {
  if (detection == null || detection.type === 'none' || detection.type === 'unknown') return null
  const given = detection.type === 'semantic_vad' ? undefined : detection
  return {
    threshold: given?.threshold ?? 0.5,
    rules: {
      prefixPaddingMs: given?.prefix_padding_ms ?? 300,
      silenceDurationMs: given?.silence_duration_ms ?? 500,
      speechDurationMs: given?.speech_duration_ms ?? SPEECH_DURATION_MS,
    },
  }
}
