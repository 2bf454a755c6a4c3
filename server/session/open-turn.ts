/** The user's turn that has brought no response yet, and what it set aside: given back when the turn comes to nothing. */

import type { PrintedResponse } from '../voicelive/acted-on.ts'
import { answersOf, hasBegun } from './answers.ts'
import { say } from './commands.ts'
import { gateHealed } from './gate.ts'
import { unanswered } from './history.ts'
import { forgoMcp } from './mcp-turns.ts'
import { tellIfNoAnswer } from './no-answer.ts'
import { type OpenTurn, type Owed, owe, turnToCome } from './owed.ts'
import { healGate, releaseTurn, requestResponse, responseCreated } from './responses.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'
import { abandonTools, takeToolsBack } from './tool-turns.ts'

/** The response that speech stops now, before it has brought anything. */
export function stoppedUnbegun({ gate, answers, toolCalls, mcp, turn }: SessionState): Owed | undefined {
  if (turn?.owed) return turn.owed
  if (gate.cutNext) return undefined
  if (gate.asked !== undefined) return { request: gate.request }
  const { active, cancelling } = gate
  if (active === undefined || cancelling !== undefined || answers.cutResponses.includes(active)) return undefined
  const hasTools = [...toolCalls, ...mcp.calls].some(({ response }) => response === active)
  return hasTools || answersOf(answers, active).some(hasBegun) ? undefined : { request: gate.request }
}

/** The user began to speak. Whether it is a turn, or a cough, shows later. */
export const turnBegan = (
  state: SessionState,
  { item, interrupts, owed }: Pick<OpenTurn, 'item' | 'interrupts' | 'owed'>,
): SessionStep => [{ ...state, turn: { item, interrupts, stopped: false, empty: false, owed } }, []]

/** The user has spoken. `isExpected`: the service is about to create a response, unless there was nothing to be understood. */
export function turnStopped(state: SessionState, item: string, isExpected: boolean): SessionStep {
  const { turn } = state
  if (turn?.item !== item) return [state, []]
  const stopped = { ...state, turn: { ...turn, stopped: true } }
  if (turn.empty) return chain(stopped, cameToNothing, tellIfNoAnswer)
  return isExpected ? [stopped, []] : chain(stopped, giveBack, tellIfNoAnswer)
}

/** No word could be made out. The service may answer all the same, which does no harm. */
export function turnEmpty(state: SessionState, item: string): SessionStep {
  const { turn } = state
  if (isCaptioned(state, item)) return [state, []]
  if (turn?.item !== item) return releaseTurn(state, item)
  if (!turn.stopped) return [{ ...state, turn: { ...turn, empty: true } }, []]
  return chain(state, cameToNothing, tellIfNoAnswer)
}

/** What was expected did not come in time: what waited for it waits no longer. What the user said in words is asked for once, by us. */
export const gateOverdue = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => {
      const { gate, turn } = now
      if (!gate.reserved || !turn?.stopped) return healGate(now)
      // What waits is asked for in one response: the gate stays shut until all of it is there.
      const owed = turn.owed ?? (isForgotten(now, turn.item) ? { request: undefined, standsIn: true } : undefined)
      return cameToNothing({
        ...now,
        turn: { ...turn, owed },
        gate: { ...gateHealed(gate), reserved: true, reservedFor: turn.item },
      })
    },
    tellIfNoAnswer,
  )

/** It was a question, no one has answered it, and no tool will. */
const isForgotten = (state: SessionState, item: string): boolean =>
  isCaptioned(state, item) &&
  unanswered(state.history) !== undefined &&
  state.toolCalls.length === 0 &&
  state.mcp.calls.length === 0

/** A response comes, which answers everything: the user goes on without what still runs. One that comes while the user speaks is cut. */
export function responseBegan(state: SessionState, response: PrintedResponse): SessionStep {
  const { cutNext, asked, request } = state.gate
  return chain(
    state,
    (now) => responseCreated(now, response),
    (now) => {
      if (!now.turn?.stopped)
        return cutNext ? [{ ...now, turn: owe(now.turn, asked === undefined ? undefined : request) }, []] : [now, []]
      const { item, interrupts } = now.turn
      const answered = { ...now, turn: undefined }
      return interrupts ? chain(answered, abandonTools, (after) => forgoMcp(after, item)) : [answered, []]
    },
  )
}

/** The user wants nothing of what was set aside. */
export const forgoTurn = (state: SessionState): SessionStep =>
  chain(state.turn ? { ...state, turn: { ...state.turn, owed: undefined } } : state, abandonTools, (now) =>
    forgoMcp(now),
  )

/** What was stopped is asked for again: at once, unless the service is about to answer a turn by itself, and then if nothing comes of that. */
export function askAgain(state: SessionState, { request, standsIn }: Owed): SessionStep {
  const { turn, gate } = state
  if (!gate.reserved || gate.reservedFor === undefined) return requestResponse(state, request, standsIn)
  return [{ ...state, turn: owe(turnToCome(turn, gate), request) }, []]
}

/** The turn was nothing but a sound, and leaves nothing in the transcript. A caption that comes all the same is shown. */
function cameToNothing(state: SessionState): SessionStep {
  const item = state.turn?.item
  if (item === undefined || isCaptioned(state, item)) return giveBack(state)
  return chain(state, (now) => say(now, { type: 'user.caption.done', item, text: '' }), giveBack)
}

/** What waits is asked for, in one response; the gate opens last. */
function giveBack(state: SessionState): SessionStep {
  const { turn } = state
  if (!turn) return [state, []]
  const { item, owed } = turn
  return chain(
    { ...state, turn: undefined },
    takeToolsBack,
    (now) => (owed ? requestResponse(now, owed.request, owed.standsIn) : [now, []]),
    (now) => releaseTurn(now, item),
  )
}

const isCaptioned = ({ history }: SessionState, item: string): boolean =>
  history.some((turn) => turn.kind === 'user' && turn.item === item && Boolean(turn.text?.trim()))
