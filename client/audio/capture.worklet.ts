/** The microphone's end of the audio thread: glue between Web Audio and the framer. */

import { createFramer } from './framer.ts'
import { CAPTURE_PROCESSOR, type CaptureOrder, type CaptureProcessorOptions } from './worklet-messages.ts'

/** A render quantum. */
const silence = new Float32Array(128)

class CaptureProcessor extends AudioWorkletProcessor<CaptureOrder> {
  readonly #framer
  #alive = true

  constructor({ processorOptions }: { processorOptions: CaptureProcessorOptions }) {
    super()
    this.#framer = createFramer(sampleRate, processorOptions.frameMs, (report) =>
      this.port.postMessage(report, report.type === 'frame' ? [report.pcm] : []),
    )
    this.port.onmessage = ({ data: order }) => {
      if (order.type === 'stop') this.#alive = false
      else this.#framer.setMuted(order.muted)
    }
  }

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    // No channel after the track has ended: the turn in which that happened ends by the silence that follows.
    if (this.#alive) this.#framer.push(input?.[0] ?? silence)
    return this.#alive
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor)
