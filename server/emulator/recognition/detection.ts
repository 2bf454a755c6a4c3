/** What the session says about turns, as the input needs it. */

import type { Session } from '../engine/state.ts'
import type { Detection } from './audio-input.ts'

/** Padding, and the shortest speech that begins a turn, when the session does not say (documentation). */
const SERVER = { prefixMs: 400, speechMs: 200 }
const SEMANTIC = { prefixMs: 420, speechMs: 80 }

/** Null when the client takes the turns itself. */
export function detectionOf({ turn_detection: detection }: Session): Detection | null {
  if (detection == null || detection.type === 'none' || detection.type === 'unknown') return null
  const { prefixMs, speechMs } = detection.type.startsWith('azure_semantic_vad') ? SEMANTIC : SERVER
  const given = detection.type === 'semantic_vad' ? undefined : detection
  return {
    threshold: given?.threshold ?? 0.5,
    rules: {
      prefixPaddingMs: given?.prefix_padding_ms ?? prefixMs,
      silenceDurationMs: given?.silence_duration_ms ?? 500,
      speechDurationMs: given?.speech_duration_ms ?? speechMs,
    },
  }
}
