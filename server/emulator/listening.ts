/** What one connection does with its client's audio: turns are found as the session says, and recognised one by one. */

import { messageOf } from '../../shared/message-of.ts'
import { decodeInput } from './audio/formats.ts'
import type { EngineEffect, EngineEvent } from './engine/events.ts'
import { inputRateHz } from './engine/formats.ts'
import type { Session } from './engine/state.ts'
import type { Engines } from './engines.ts'
import type { AudioInput } from './recognition/audio-input.ts'
import { detectionOf } from './recognition/detection.ts'

type Options = Readonly<{
  engines: Engines
  session: Session
  dispatch(event: EngineEvent): void
  /** What is understood instead of a turn, if anything is. */
  mishear(itemId: string, durationMs: number): EngineEvent | undefined
  nowMs(): number
}>

export function createListening({ engines, session: first, dispatch, mishear, nowMs }: Options) {
  let session = first
  let input: AudioInput | undefined
  let hasAudio = false
  let isOver = false
  /** Turns enter the conversation in the order in which they were spoken, however long each takes. */
  let recognised: Promise<void> = Promise.resolve()

  async function recogniseNext(itemId: string, stretch: Float32Array): Promise<EngineEvent> {
    try {
      return { type: 'recognised', itemId, ...(await engines.recogniser.recognise(stretch)) }
    } catch (error) {
      return { type: 'recognition_failed', itemId, message: messageOf(error) }
    }
  }
  /** What is found is told after all that was asked for before. */
  function inTurn(find: () => EngineEvent | Promise<EngineEvent>) {
    recognised = recognised.then(async () => {
      if (isOver) return
      const event = await find()
      if (!isOver) dispatch(event)
    })
  }

  return {
    /** From now on there is an input. */
    open: (createAudioInput: Awaited<ReturnType<Engines['loadAudioInput']>>): void => {
      input = createAudioInput({
        written: (writtenMs) => dispatch({ type: 'written', writtenMs }),
        edge: (edge) => dispatch({ type: 'turn', edge, nowMs: nowMs() }),
      })
    },
    isOpen: () => input !== undefined,
    follow: (changed: Session): void => {
      session = changed
      input?.listen(inputRateHz(session), detectionOf(session))
    },
    append: (base64: string, eventId: string | null | undefined) => {
      const audio = decodeInput(base64, session)
      if (!(audio instanceof Float32Array))
        return dispatch({
          type: 'refused',
          refusal: { code: 'invalid_value', message: audio.fault, param: 'audio', eventId },
        })
      if (!hasAudio) engines.warmRecogniser()
      hasAudio = true
      input?.append(audio)
    },
    recognise: ({ itemId, startMs, endMs }: Extract<EngineEffect, { type: 'recognise' }>) => {
      if (input === undefined) return
      const misheard = mishear(itemId, endMs - startMs)
      if (misheard !== undefined) return inTurn(() => misheard)
      const durationMs = input.keptFromMs() - startMs
      if (durationMs > 0) dispatch({ type: 'dropped', durationMs })
      const stretch = input.stretch(startMs, endMs)
      inTurn(() => recogniseNext(itemId, stretch))
    },
    forget: (beforeMs: number): void => input?.forget(beforeMs),
    stop: (): void => {
      isOver = true
      input?.stop()
    },
  }
}
