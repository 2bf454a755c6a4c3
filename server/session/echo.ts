/** Compares what the service settled for a session with what was asked for: it may print another thing than it was told. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { closeCodes } from '../../shared/errors.ts'
import { foreignName } from '../observe/text.ts'
import type { PrintedSession } from '../voicelive/acted-on.ts'
import { endWith, fail } from './ending.ts'
import { chain, logged, type SessionState, type SessionStep } from './state.ts'

/** The one format of the relay and the page, under the names that the service has for it. */
const PCM_24_KHZ = ['pcm16', 'pcm16_24000hz']

/** Paths whose value the relay cannot play or record. What the service does not print is as it was asked for (recorded: null). */
function wrongFormats(session: PrintedSession): readonly string[] {
  const { input_audio_format: input, output_audio_format: output, input_audio_sampling_rate: rate } = session
  return [
    ...(output !== undefined && !PCM_24_KHZ.includes(output) ? ['output_audio_format'] : []),
    ...(input !== undefined && !PCM_24_KHZ.includes(input) ? ['input_audio_format'] : []),
    ...(rate !== undefined && rate !== SAMPLE_RATE_HZ ? ['input_audio_sampling_rate'] : []),
  ]
}

/** A session in another format ends: it would be noise. One that does not take turns by voice can still be typed to. */
export function checkEcho(state: SessionState, session: PrintedSession): SessionStep {
  const lines = linesOfFormats(session)
  if (lines.length > 0)
    return chain(
      state,
      (now) => [now, lines],
      (now) => endWith(now, closeCodes.failure, 'upstream_rejected'),
    )
  return state.phase === 'connecting' ? checkTurns(state, session.turn_detection) : [state, []]
}

const differs = (path: string, value: string) =>
  logged('warn', 'upstream session differs', { path: `session.${path}`, value: foreignName(value) })

/** What the log has of a session in another format; nothing of one in ours. */
export const linesOfFormats = (session: PrintedSession) =>
  wrongFormats(session).map((path) => differs(path, String(session[path as 'model'])))

/** Whether the session that begins takes turns by voice, if it was asked to; `before` is what the one before it printed. */
export function checkTurns(state: SessionState, turns: Turns, before?: Turns): SessionStep {
  const asked = state.options.update.turn_detection
  if (!asked || asked.type === 'none' || !isOff(turns) || isOff(before)) return [state, []]
  return chain(
    state,
    (now) => [now, [differs('turn_detection', 'none')]],
    (now) => fail(now, 'upstream_no_turns'),
  )
}

/** As it was printed; undefined when it was not. */
type Turns = SessionState['echo']

const isOff = (turns: Turns): boolean => turns === null || turns?.type === 'none'

/** `truncates`: the service itself cuts what speech stopped where it thinks that the user heard it. */
export type TurnRules = Readonly<{ createsResponses: boolean; interruptsResponses: boolean; truncates: boolean }>

/** What the service does at the ends of a turn: as it says, or else as it was asked to. */
export function turnRules({ options, echo }: SessionState): TurnRules {
  const asked = options.update.turn_detection
  const settled = echo ?? undefined
  // Where nothing was asked for, turns are taken as the service or its agent has it.
  const type = echo === null ? 'none' : (settled?.type ?? (asked === undefined ? 'server_vad' : asked?.type))
  const wanted: Readonly<
    Partial<Record<'create_response' | 'interrupt_response' | 'auto_truncate', boolean | undefined>>
  > = asked && asked.type !== 'none' ? asked : {}
  return {
    createsResponses:
      type !== undefined && type !== 'none' && (settled?.create_response ?? wanted.create_response) !== false,
    interruptsResponses: (settled?.interrupt_response ?? wanted.interrupt_response) !== false,
    truncates: (settled?.auto_truncate ?? wanted.auto_truncate) === true,
  }
}
