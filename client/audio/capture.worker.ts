/** The microphone's end beside the page: glue between the worker and the reader of its track. */

import type { TrackOrder } from './capture-by-track.ts'
import { readTrack, type TrackReader } from './track-reader.ts'
import type { CaptureReport } from './worklet-messages.ts'

let reader: TrackReader | undefined

const report = (report: CaptureReport): void =>
  postMessage(report, { transfer: report.type === 'frame' ? [report.pcm] : [] })

addEventListener('message', ({ data: order }: MessageEvent<TrackOrder>) => {
  if (order.type === 'mute') reader?.setMuted(order.muted)
  else reader = readTrack(order.readable, order.frameMs, report)
})

postMessage('loaded')
