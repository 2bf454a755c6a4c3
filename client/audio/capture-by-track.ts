/** The microphone by a worker that reads its track, where the browser hands out a track's sound: no audio context has to run for it. */

import type { Listen } from './capture-way.ts'
import type { CaptureReport } from './worklet-messages.ts'

/** What the worker is told; `read` comes once and first. */
export type TrackOrder =
  | { type: 'read'; readable: ReadableStream<AudioData>; frameMs: number }
  | { type: 'mute'; muted: boolean }

/** What Chromium alone has on a page; `maxBufferSize` chunks wait to be read, and of more than that it drops the oldest. */
declare class MediaStreamTrackProcessor {
  constructor(options: { readonly track: MediaStreamTrack; readonly maxBufferSize: number })
  readonly readable: ReadableStream<AudioData>
}

/** A second in chunks of 10 ms: a worker that is held up for longer loses the oldest. */
const CHUNKS_MAX = 100

export const canReadTracks = (): boolean => 'MediaStreamTrackProcessor' in window

/** @throws when the worker cannot be loaded */
export async function loadTrackWorker(url: string | URL, signal: AbortSignal): Promise<Listen> {
  const worker = new Worker(url)
  const stop = () => worker.terminate()
  signal.addEventListener('abort', stop)
  // Its first message says that it is there.
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve
    worker.onerror = () => reject(new Error('The worker cannot be loaded.'))
  })
  const order = (message: TrackOrder, transfer: Transferable[] = []) => worker.postMessage(message, transfer)
  return (stream, frameMs, { report, lost }) => {
    const [track] = stream.getAudioTracks()
    if (!track) throw new Error('The stream has no track.')
    const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: CHUNKS_MAX })
    worker.onmessage = ({ data }: MessageEvent<CaptureReport>) => report(data)
    worker.onerror = lost
    order({ type: 'read', readable, frameMs }, [readable])
    return { needsContext: false, setMuted: (muted) => order({ type: 'mute', muted }), stop }
  }
}
