/** The microphone as the page sees it: opened by one call, heard as events, closed for good by `stop`. */

import type { Capture, CaptureEvent, MicrophoneRefusal } from './types.ts'
import {
  CAPTURE_PROCESSOR,
  type CaptureOrder,
  type CaptureProcessorOptions,
  type CaptureReport,
} from './worklet-messages.ts'

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

/**
 * Asks for the microphone and starts to report what it hears, in frames of `frameMs` (20 to 100). Call it in the click that starts the
 * session, with a context at the device's own rate. Who stops the session while this is pending must stop what it resolves to.
 * @throws MicrophoneError when there is no microphone to use
 * @throws DOMException when the worklet cannot be loaded, or the context was closed meanwhile
 */
export async function openMicrophone(
  context: AudioContext,
  { frameMs, workletUrl }: { frameMs: number; workletUrl: string | URL },
  emit: (event: CaptureEvent) => void,
): Promise<Capture> {
  const loading = context.audioWorklet.addModule(workletUrl)
  // Where there is no microphone, nobody asks what became of it.
  loading.catch(() => {})
  const stream = await getMicrophone()
  try {
    await loading
    // Stopped meanwhile: there is nothing to capture for.
    if (context.state === 'closed') throw new DOMException('The audio context is closed.', 'InvalidStateError')
    return capture(context, stream, frameMs, emit)
  } catch (error) {
    stopTracks(stream)
    throw error
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function capture(
  context: AudioContext,
  stream: MediaStream,
  frameMs: number,
  emit: (event: CaptureEvent) => void,
): Capture {
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream })
  const processorOptions: CaptureProcessorOptions = { frameMs }
  const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
    numberOfInputs: 1,
    // Nothing of the microphone may reach the speakers, and an end of the graph needs no output to run.
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions,
  })
  const order = (message: CaptureOrder) => node.port.postMessage(message)

  let stopped = false
  const lost = () => {
    if (!stopped) emit({ type: 'microphone.lost' })
  }
  node.port.onmessage = ({ data: report }: MessageEvent<CaptureReport>) => {
    if (stopped) return
    if (report.type === 'dead') {
      emit({ type: 'microphone.dead' })
      return
    }
    emit({ type: 'microphone.heard', pcm: report.pcm })
    emit({ type: 'microphone.level', rms: report.rms, clipped: report.clipped })
  }
  node.addEventListener('processorerror', lost)
  for (const track of stream.getTracks()) track.addEventListener('ended', lost)
  source.connect(node)

  return {
    setMuted: (muted) => order({ type: 'mute', muted }),
    stop: () => {
      if (stopped) return
      stopped = true
      node.removeEventListener('processorerror', lost)
      for (const track of stream.getTracks()) track.removeEventListener('ended', lost)
      stopTracks(stream)
      source.disconnect()
      order({ type: 'stop' })
      node.port.onmessage = null
      node.port.close()
    },
  }
}
