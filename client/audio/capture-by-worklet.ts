/** The microphone by an audio worklet, which every browser has: it hears as long as the audio context runs. */

import type { Listen } from './capture-way.ts'
import {
  CAPTURE_PROCESSOR,
  type CaptureOrder,
  type CaptureProcessorOptions,
  type CaptureReport,
} from './worklet-messages.ts'

/** @throws DOMException when the worklet cannot be loaded, or the context was closed meanwhile */
export async function loadWorklet(context: AudioContext, url: string | URL): Promise<Listen> {
  await context.audioWorklet.addModule(url)
  return (stream, frameMs, { report, lost }) => {
    // Stopped meanwhile: there is nothing to capture for.
    if (context.state === 'closed') throw new DOMException('The audio context is closed.', 'InvalidStateError')
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
    node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => report(data)
    node.addEventListener('processorerror', lost)
    source.connect(node)
    return {
      needsContext: true,
      setMuted: (muted) => order({ type: 'mute', muted }),
      stop: () => {
        node.removeEventListener('processorerror', lost)
        source.disconnect()
        order({ type: 'stop' })
        node.port.onmessage = null
        node.port.close()
      },
    }
  }
}
