/** The microphone of one session: asked for when the server has greeted, and again when the devices are other ones; one at a time. */

import type { MicrophoneError } from '../audio/capture.ts'
import type { Capture, MicrophoneRefusal } from '../audio/types.ts'
import type { Event } from '../state/events.ts'

export type Microphone = Readonly<{
  /** Answers with `microphone.opened` or `microphone.refused`. */
  open: (frameMs: number) => Promise<void>
  /** The one that is open. */
  capture: () => Capture | undefined
}>

/** `ask` gives one, or none where nobody wants it any more. What is open, or still opening, stops with `signal`. */
export function createMicrophone(
  ask: (frameMs: number) => Promise<Capture | undefined>,
  tell: (event: Event) => void,
  signal: AbortSignal,
): Microphone {
  let capture: Capture | undefined
  const stop = () => capture?.stop()
  signal.addEventListener('abort', stop)
  return {
    open: async (frameMs) => {
      try {
        const asked = await ask(frameMs)
        stop()
        capture = asked
        if (signal.aborted) stop()
        tell({ type: 'microphone.opened' })
      } catch (error) {
        tell({ type: 'microphone.refused', refusal: refusalOf(error) })
      }
    },
    capture: () => capture,
  }
}

/** Whatever else kept the microphone from opening, the worklet for instance, this browser cannot do it here. */
const refusalOf = (error: unknown): MicrophoneRefusal => (error as Partial<MicrophoneError>).refusal ?? 'unsupported'
