/** What the audio thread offers, of which TypeScript's libraries know nothing (Web Audio API, section "The AudioWorklet interface"). */

/** The processor's end of its node's port; `Order` is what the page posts. */
interface ProcessorPort<Order> {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void
  postMessage(message: unknown): void
  onmessage: ((event: { readonly data: Order }) => void) | null
}

declare abstract class AudioWorkletProcessor<Order> {
  readonly port: ProcessorPort<Order>
  /** One render quantum: `inputs[n][channel]`, `outputs[n][channel]`. Returning false lets the browser end the node. */
  abstract process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean
}

declare function registerProcessor<Order, Options>(
  name: string,
  processor: new (options: { processorOptions: Options }) => AudioWorkletProcessor<Order>,
): void

/** Rate of the context, in Hz. */
declare const sampleRate: number
