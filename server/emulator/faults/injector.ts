/** What goes wrong in a session on purpose: watches what is sent, and acts once, at its moment. Pure but for its memory. */

import type { ServerEvent } from '../../voicelive/server-events.ts'
import type { Dials } from '../dials.ts'
import type { Ending } from '../engine/events.ts'
import { type Action, actions } from './actions.ts'
import type { FaultName } from './catalogue.ts'
import { endings } from './endings.ts'

export type Injector = Readonly<{
  /** The event as it is to be sent. */
  alter(event: ServerEvent): ServerEvent
  /** What is to happen now that it has been sent. */
  sent(event: ServerEvent): readonly Action[]
}>

const triggers: Readonly<Record<Dials['at'], readonly ServerEvent['type'][]>> = {
  connect: ['session.created'],
  listening: ['input_audio_buffer.speech_started'],
  answering: ['response.audio.delta', 'response.text.delta'],
  'tool-call': ['response.function_call_arguments.done', 'response.mcp_call_arguments.done'],
}

const endingOf = (fault: FaultName): Ending | undefined =>
  fault in endings ? endings[fault as keyof typeof endings] : undefined

const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed'
const NOTHING: readonly Action[] = []

/**
 * Watches one session; `mayHappen` is asked at the moment, once. A response that is to end otherwise ends at its moment, or with its last
 * event if that has been decided already; without one, it is the next. One that is to end without an item is always the next.
 */
export function createInjector({ fault, at }: Pick<Dials, 'fault' | 'at'>, mayHappen: () => boolean): Injector {
  let waiting = fault !== 'none'
  /** the fault has happened, and may have more to do */
  let active = false
  let toCome: Readonly<{ ending: Ending; begun: boolean }> | undefined
  let transcribed: string | undefined

  function repeatTranscript(event: ServerEvent): readonly Action[] {
    if (event.type === TRANSCRIBED) transcribed = event.item_id
    if (!active || event.type !== 'input_audio_buffer.committed' || transcribed === undefined) return NOTHING
    active = false
    return [{ type: 'send', event: { type: TRANSCRIBED, item_id: transcribed, content_index: 0, transcript: '' } }]
  }

  return {
    alter(event) {
      if (active && fault === 'null-transcript' && event.type === TRANSCRIBED) {
        active = false
        // That the type forbids it is the fault.
        return { ...event, transcript: null as unknown as string }
      }
      if (!toCome?.begun || event.type !== 'response.done') return event
      const { ending } = toCome
      // Whoever cuts a response short ends it first: the fault waits for the next one.
      toCome = event.response.status === 'cancelled' ? { ending, begun: false } : undefined
      return event.response.status === 'completed' ? { ...event, response: { ...event.response, ...ending } } : event
    },
    sent(event) {
      if (toCome !== undefined && event.type === 'response.created') {
        toCome = { ...toCome, begun: true }
        return [{ type: 'end-response', ending: toCome.ending }]
      }
      if (fault === 'repeated-transcript') {
        const repeated = repeatTranscript(event)
        if (repeated.length > 0) return repeated
      }
      if (!waiting || !triggers[at].includes(event.type)) return NOTHING
      waiting = false
      if (fault === 'none' || !mayHappen()) return NOTHING
      active = true
      const ending = endingOf(fault)
      if (ending !== undefined) toCome = { ending, begun: fault !== 'response-filtered-empty' }
      return actions[fault]
    },
  }
}
