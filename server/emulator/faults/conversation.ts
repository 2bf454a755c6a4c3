/** Makes the conversation take part in a fault: responses that end otherwise, turns that are misheard, ignored or not taken at all. */

import type { EngineEvent } from '../engine/events.ts'
import type { Conversation } from '../engine/state.ts'
import type { EngineAction } from './actions.ts'

type Options = Readonly<{
  dispatch(event: EngineEvent): void
  conversation(): Conversation
  /** a monotonic clock */
  nowMs(): number
}>

export type ConversationFaults = Readonly<{
  act(action: EngineAction): void
  /** How a turn is transcribed, if a fault says so: once. */
  mishear(itemId: string, speechMs: number): EngineEvent | undefined
}>

export function createConversationFaults({ dispatch, conversation, nowMs }: Options): ConversationFaults {
  let misheard: 'empty' | 'failure' | undefined

  /** Speech that no one uttered: it begins where the audio is now, and ends there. */
  function cough(end: (endMs: number) => void) {
    const { writtenMs, turnItemId } = conversation().input
    // Who speaks already cannot begin to.
    if (turnItemId !== null) return
    dispatch({ type: 'turn', edge: { type: 'started', startMs: writtenMs }, nowMs: nowMs() })
    end(writtenMs)
  }

  function takeTurn(endMs: number) {
    misheard = 'empty'
    dispatch({ type: 'turn_ignored' })
    dispatch({ type: 'turn', edge: { type: 'stopped', endMs, speechMs: 0 }, nowMs: nowMs() })
  }

  return {
    act(action) {
      const responseId = conversation().response?.id
      switch (action.type) {
        case 'end-response':
          if (responseId !== undefined) dispatch({ type: 'failed', responseId, ending: action.ending })
          return
        case 'ignore-turn':
          return dispatch({ type: 'turn_ignored' })
        case 'mishear':
          misheard = action.as
          return
        case 'spurious-turn':
          return cough(takeTurn)
        case 'spurious-speech':
          return cough((endMs) => dispatch({ type: 'turn_dropped', endMs }))
      }
    },
    mishear(itemId, speechMs) {
      const as = misheard
      misheard = undefined
      if (as === 'empty') return { type: 'recognised', itemId, text: '', speechMs }
      const message = 'The dial fault asked for this.'
      return as === 'failure' ? { type: 'recognition_failed', itemId, message } : undefined
    },
  }
}
