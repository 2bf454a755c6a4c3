/** The speaker's end of the audio thread: glue between Web Audio and the playback queue. */

import { createPlaybackQueue } from './playback-queue.ts'
import { PLAYER_PROCESSOR, type PlayerOrder } from './worklet-messages.ts'

class PlayerProcessor extends AudioWorkletProcessor<PlayerOrder> {
  readonly #queue = createPlaybackQueue(sampleRate, (report) => this.port.postMessage(report))
  #alive = true

  constructor() {
    super()
    this.port.onmessage = ({ data: order }) => this.#take(order)
  }

  #take(order: PlayerOrder): void {
    switch (order.type) {
      case 'play':
        this.#queue.play(order.answer, order.offsetSamples, order.pcm)
        break
      case 'finish':
        this.#queue.finish(order.answer, order.samples)
        break
      case 'flush':
        this.#queue.flush()
        break
      case 'stop':
        this.#alive = false
    }
  }

  /** Lives as long as the context and plays silence when it has nothing: a processor that ends cannot be woken. */
  process(_inputs: readonly (readonly Float32Array[])[], [output]: readonly (readonly Float32Array[])[]): boolean {
    if (this.#alive && output?.[0]) this.#queue.pull(output[0])
    return this.#alive
  }
}

registerProcessor(PLAYER_PROCESSOR, PlayerProcessor)
