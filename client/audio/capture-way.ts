/** The seam between the microphone and the two ways to hear it. */

import type { Capture } from './types.ts'
import type { CaptureReport } from './worklet-messages.ts'

/** Begins to hear a stream; throws where that cannot be done this way. */
export type Listen = (
  stream: MediaStream,
  frameMs: number,
  on: Readonly<{ report: (report: CaptureReport) => void; lost: () => void }>,
) => Capture
