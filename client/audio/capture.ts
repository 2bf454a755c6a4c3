/** The microphone as the page sees it: opened by one call, heard as events, closed for good by `stop`. */

import { canReadTracks, loadTrackWorker } from './capture-by-track.ts'
import { loadWorklet } from './capture-by-worklet.ts'
import type { Listen } from './capture-way.ts'
import type { Capture, CaptureEvent, MicrophoneRefusal } from './types.ts'

/** Why `openMicrophone` gave no microphone; the browser's own error is the `cause`. */
export class MicrophoneError extends Error {
  readonly refusal: MicrophoneRefusal

  constructor(refusal: MicrophoneRefusal, cause?: unknown) {
    super(`The microphone cannot be used: ${refusal}.`, { cause })
    this.name = 'MicrophoneError'
    this.refusal = refusal
  }
}

/** Names of the `DOMException`s of `getUserMedia` (Media Capture and Streams, `getUserMedia()` steps). */
const refusals: Readonly<Record<string, MicrophoneRefusal>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** Wishes, not demands: a microphone that cannot fulfil one is still a microphone. */
const constraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
}

async function getMicrophone(): Promise<MediaStream> {
  // Absent on pages that came over plain HTTP from another machine.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (!devices) throw new MicrophoneError('unsupported')
  try {
    return await devices.getUserMedia(constraints)
  } catch (error) {
    throw new MicrophoneError((error instanceof Error && refusals[error.name]) || 'unsupported', error)
  }
}

type Urls = Readonly<{ worklet: string | URL; worker: string | URL }>

/**
 * Asks for the microphone and starts to report what it hears, in frames of `frameMs` (20 to 100). Call it in the click that starts the
 * session, with a context at the device's own rate. Who stops the session while this is pending must stop what it resolves to.
 * @throws MicrophoneError when there is no microphone to use
 * @throws DOMException when the worklet cannot be loaded, or the context was closed meanwhile
 */
export async function openMicrophone(
  context: AudioContext,
  { frameMs, urls }: { frameMs: number; urls: Urls },
  emit: (event: CaptureEvent) => void,
): Promise<Capture> {
  const ofWorker = new AbortController()
  const byWorklet = () => loadWorklet(context, urls.worklet)
  const loading = canReadTracks() ? loadTrackWorker(urls.worker, ofWorker.signal) : byWorklet()
  // Where there is no microphone, nobody asks what became of it.
  loading.catch(() => {})
  let stream: MediaStream | undefined
  try {
    const opened = await getMicrophone()
    stream = opened
    const start = (listen: Listen) => capture(opened, frameMs, listen, emit)
    return await loading.then(start).catch(() => {
      ofWorker.abort()
      return byWorklet().then(start)
    })
  } catch (error) {
    ofWorker.abort()
    if (stream) stopTracks(stream)
    throw error
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function capture(stream: MediaStream, frameMs: number, listen: Listen, emit: (event: CaptureEvent) => void): Capture {
  let stopped = false
  const tell = (event: CaptureEvent) => {
    if (!stopped) emit(event)
  }
  const lost = () => tell({ type: 'microphone.lost' })
  const listening = listen(stream, frameMs, {
    lost,
    report: (report) => {
      if (report.type === 'dead') tell({ type: 'microphone.dead' })
      else {
        tell({ type: 'microphone.audio', pcm: report.pcm })
        tell({ type: 'microphone.level', rms: report.rms, clipped: report.clipped })
      }
    },
  })
  for (const track of stream.getTracks()) track.addEventListener('ended', lost)

  return {
    ...listening,
    stop: () => {
      if (stopped) return
      stopped = true
      for (const track of stream.getTracks()) track.removeEventListener('ended', lost)
      stopTracks(stream)
      listening.stop()
    },
  }
}
