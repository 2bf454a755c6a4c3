/** What was said in a call, as far as a new session needs it to go on: as it was told to the page and the service. */

import type { ErrorCode } from '../../shared/errors.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { RequestItem } from '../voicelive/items.ts'
import { shownId } from './shown.ts'

/** Why no one waits for an answer: the user did not want it, or was told why there is none. */
export type Waived = 'unwanted' | ErrorCode

/** `item` is undefined for a typed turn; `text` is undefined until the caption came, null when no one could make it out; `waived`: no one waits for an answer. */
export type UserTurn = Readonly<{
  kind: 'user'
  item: string | undefined
  text: string | null | undefined
  waived?: Waived
}>
/** `heard`: so many code units of `text` were heard, as far as that is known; undefined while nothing says that it was not all. */
type AgentTurn = Readonly<{
  kind: 'agent'
  answer: number
  item: string
  text: string
  heard: number | undefined
}>
type ToolTurn = Readonly<{
  kind: 'tool'
  call: string
  name: string
  arguments: string
  output: string | undefined
  /** undefined while it runs */
  ok: boolean | undefined
  waived?: Waived
}>
export type Turn = UserTurn | AgentTurn | ToolTurn
export type History = readonly Turn[]

export const noHistory: History = []

/** The oldest turns go first. The characters are some 12 000 tokens, a tenth of what a resource may use in a minute (protocol reference 1.7). */
export const HISTORY_MAX_TURNS = 200
export const HISTORY_MAX_CHARACTERS = 48_000

/** A tool runs. */
export const recordTool = (
  history: History,
  { call, name, argumentsJson }: Readonly<{ call: string; name: string; argumentsJson: string }>,
): History => add(history, { kind: 'tool', call, name, arguments: argumentsJson, output: undefined, ok: undefined })

/** The page is told something: the same history when that is nothing new. */
export function recordMessage(history: History, message: ServerMessage): History {
  switch (message.type) {
    case 'speech.started':
      return withUtterance(history, message.item, (turn) => turn)
    case 'user.caption.done':
      return withUtterance(history, message.item, (turn) =>
        // The service may tell of an utterance again, without its words.
        turn.text?.trim() && !message.text?.trim() ? turn : { ...turn, text: message.text },
      )
    case 'answer.started':
      return add(history, {
        kind: 'agent',
        answer: message.answer,
        item: message.item,
        text: '',
        heard: undefined,
      })
    case 'answer.caption.delta':
      return withAnswer(history, message.answer, (turn) => ({ ...turn, text: turn.text + message.delta }))
    case 'answer.done':
      // The final text is the right one where its deltas differ.
      return withAnswer(history, message.answer, (turn) =>
        message.text === '' ? turn : { ...turn, text: message.text },
      )
    case 'answer.heard':
      return withAnswer(history, message.answer, (turn) => ({ ...turn, heard: message.characters }))
    case 'tool.done':
      return history.map((turn) =>
        turn.kind === 'tool' && shownId(turn.call) === message.call ? { ...turn, ok: message.ok } : turn,
      )
    default:
      return history
  }
}

/** The user typed something. */
export const recordText = (history: History, text: string): History =>
  add(history, { kind: 'user', item: undefined, text })

/** A tool answered, or something stands in for its answer. */
export const recordOutput = (history: History, call: string, output: string): History =>
  history.map((turn) => (turn.kind === 'tool' && turn.call === call ? { ...turn, output } : turn))

function withUtterance(history: History, item: string, next: (turn: UserTurn) => UserTurn): History {
  const known = history.some((turn) => turn.kind === 'user' && turn.item === item)
  const begun = known ? history : add(history, { kind: 'user', item, text: undefined })
  return begun.map((turn) => (turn.kind === 'user' && turn.item === item ? next(turn) : turn))
}

const withAnswer = (history: History, answer: number, next: (turn: AgentTurn) => AgentTurn): History =>
  history.map((turn) => (turn.kind === 'agent' && turn.answer === answer ? next(turn) : turn))

const lengthOf = (turn: Turn): number =>
  turn.kind === 'tool' ? turn.arguments.length + (turn.output?.length ?? 0) : (turn.text?.length ?? 0)

/** Adds a turn; what no longer fits goes from the front, and the newest turn always stays. */
function add(history: History, turn: Turn): History {
  let characters = lengthOf(turn)
  let from = history.length
  while (from > 0 && history.length - from + 1 < HISTORY_MAX_TURNS) {
    const before = history[from - 1]
    if (!before || characters + lengthOf(before) > HISTORY_MAX_CHARACTERS) break
    characters += lengthOf(before)
    from -= 1
  }
  return [...history.slice(from), turn]
}

/** The history without the outputs of these calls, which the next session is given when they are there. */
export const withoutOutputs = (history: History, calls: readonly string[]): History =>
  calls.length === 0
    ? history
    : history.map((turn) => (turn.kind === 'tool' && calls.includes(turn.call) ? { ...turn, output: undefined } : turn))

/** The utterances whose caption has not come yet. */
export const uncaptioned = (history: History): readonly UserTurn[] =>
  history.filter((turn): turn is UserTurn => turn.kind === 'user' && turn.text === undefined)

/** No one waits for an answer to the newest turn any more. */
export const waive = (history: History, why: Waived): History => {
  const last = history.at(-1)
  return last && last.kind !== 'agent' ? [...history.slice(0, -1), { ...last, waived: why }] : history
}

/** What the user was told instead of an answer to the newest turn. */
export function excuseOf(history: History): ErrorCode | undefined {
  const last = history.at(-1)
  return last?.kind === 'agent' || last?.waived === 'unwanted' ? undefined : last?.waived
}

/**
 * The user waits for an answer that has not begun. A cough asks for none, and a tool that runs asks by itself when it is done;
 * a question that no one wrote down cannot be asked again.
 */
export function awaitsAnswer(history: History): boolean {
  const asked = unanswered(history)
  return asked !== undefined && (asked.kind !== 'tool' || asked.output !== undefined)
}

/** The newest question that no answer stands behind, or the tool that is to answer it: undefined when no one waits. */
export function unanswered(history: History): UserTurn | ToolTurn | undefined {
  const last = history.findLast((turn) => turn.kind !== 'user' || turn.text == null || turn.text.trim() !== '')
  if (!last || last.kind === 'agent' || last.waived) return undefined
  return last.kind === 'user' && last.text == null ? undefined : last
}

/**
 * The history as items that make a new session remember it: words that no one heard are left out. `idOf` names the item of an answer,
 * for it may turn out that less was heard.
 */
export const toItems = (history: History, idOf: (answer: number) => string): readonly RequestItem[] =>
  history.flatMap((turn) => itemsOf(turn, idOf))

function itemsOf(turn: Turn, idOf: (answer: number) => string): readonly RequestItem[] {
  switch (turn.kind) {
    case 'user':
      return turn.text?.trim()
        ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: turn.text }] }]
        : []
    case 'agent': {
      const text = turn.text.slice(0, turn.heard).trim()
      const id = idOf(turn.answer)
      return text === '' ? [] : [{ type: 'message', role: 'assistant', id, content: [{ type: 'text', text }] }]
    }
    case 'tool': {
      const { call, name, output } = turn
      const asked = { type: 'function_call', call_id: call, name, arguments: turn.arguments } as const
      return output === undefined ? [asked] : [asked, { type: 'function_call_output', call_id: call, output }]
    }
  }
}
