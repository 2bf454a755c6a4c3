/** What was said in a call, as far as a new session needs it to go on: derived from what the relay told the page and the service. */

import { samplesToMs } from '../../shared/audio-format.ts'
import { heardLength, type WordTime } from '../../shared/heard.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { ClientEvent } from '../voicelive/client-events.ts'
import type { RequestItem } from '../voicelive/items.ts'
import type { Answers } from './answers.ts'

/** `item` is undefined for a typed turn; `text` is undefined until the caption came, null when nobody could make it out. */
export type UserTurn = Readonly<{ kind: 'user'; item: string | undefined; text: string | null | undefined }>
/** `heard` is undefined unless the answer was cut and the page has said where: so many code units of `text` were heard. */
export type AgentTurn = Readonly<{
  kind: 'agent'
  answer: number
  item: string
  text: string
  words: readonly WordTime[]
  cut: boolean
  heard: number | undefined
}>
export type ToolTurn = Readonly<{
  kind: 'tool'
  call: string
  name: string
  arguments: string
  output: string | undefined
  /** undefined while it runs */
  ok: boolean | undefined
}>
export type Turn = UserTurn | AgentTurn | ToolTurn
export type History = readonly Turn[]

export const noHistory: History = []

/** The oldest turns go first. The characters are some 12 000 tokens, a tenth of what a resource may use in a minute (protocol reference 1.7). */
export const HISTORY_MAX_TURNS = 200
export const HISTORY_MAX_CHARACTERS = 48_000
/** The word times of one answer; a longer one is divided in proportion. */
const WORDS_MAX = 2000

/** What the relay did that belongs in the history. */
export type Deed = Readonly<
  | { type: 'tell'; message: ServerMessage }
  | { type: 'command'; event: ClientEvent }
  | { type: 'runTool'; call: string; name: string; arguments: string }
>

/** The history after a deed; the same one when the deed says nothing new. */
export function record(history: History, deed: Deed): History {
  if (deed.type === 'runTool') {
    const { call, name, arguments: argumentsJson } = deed
    return add(history, { kind: 'tool', call, name, arguments: argumentsJson, output: undefined, ok: undefined })
  }
  return deed.type === 'tell' ? recordMessage(history, deed.message) : recordCommand(history, deed.event)
}

function recordMessage(history: History, message: ServerMessage): History {
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
        words: [],
        cut: false,
        heard: undefined,
      })
    case 'answer.caption.delta':
      return withAnswer(history, message.answer, (turn) => ({ ...turn, text: turn.text + message.delta }))
    case 'answer.done':
      // The final text is the right one where its deltas differ.
      return withAnswer(history, message.answer, (turn) =>
        message.text === '' || turn.cut ? turn : { ...turn, text: message.text },
      )
    case 'answer.word': {
      const { startMs, durationMs, text } = message
      return withAnswer(history, message.answer, (turn) =>
        turn.words.length < WORDS_MAX ? { ...turn, words: [...turn.words, { startMs, durationMs, text }] } : turn,
      )
    }
    case 'tool.done':
      return history.map((turn) =>
        turn.kind === 'tool' && turn.call === message.call ? { ...turn, ok: message.ok } : turn,
      )
    case 'answers.cut':
      return history.map((turn) => (turn.kind === 'agent' && turn.answer <= message.through ? cutTurn(turn) : turn))
    default:
      return history
  }
}

function recordCommand(history: History, event: ClientEvent): History {
  if (event.type !== 'conversation.item.create') return history
  const { item } = event
  if (item.type === 'function_call_output')
    return history.map((turn) =>
      turn.kind === 'tool' && turn.call === item.call_id ? { ...turn, output: item.output } : turn,
    )
  if (item.type !== 'message' || item.role !== 'user') return history
  const text = item.content.map((part) => ('text' in part ? part.text : '')).join('')
  return add(history, { kind: 'user', item: undefined, text })
}

const cutTurn = (turn: AgentTurn): AgentTurn => (turn.cut ? turn : { ...turn, cut: true })

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

/** Notes what was heard of answers that were cut, once the page has said where it stopped. */
export function settle(history: History, answers: Answers): History {
  const isOpen = (turn: Turn): turn is AgentTurn => turn.kind === 'agent' && turn.cut && turn.heard === undefined
  if (!history.some(isOpen)) return history
  return history.map((turn) => {
    const answer = isOpen(turn) ? answers.list.find(({ number }) => number === turn.answer) : undefined
    if (!isOpen(turn) || answer?.playedSamples === undefined) return turn
    const { text, words } = turn
    const playedMs = samplesToMs(answer.playedSamples)
    const audioMs = samplesToMs(answer.receivedSamples)
    return { ...turn, heard: heardLength(text, { playedMs, audioMs, words }), words: [] }
  })
}

/** The history without the outputs of these calls, which the next session is given when they are there. */
export const withoutOutputs = (history: History, calls: readonly string[]): History =>
  calls.length === 0
    ? history
    : history.map((turn) => (turn.kind === 'tool' && calls.includes(turn.call) ? { ...turn, output: undefined } : turn))

/** The utterances whose caption has not come yet. */
export const uncaptioned = (history: History): readonly UserTurn[] =>
  history.filter((turn): turn is UserTurn => turn.kind === 'user' && turn.text === undefined)

/** The history as items that make a new session remember it: words that nobody heard are left out. */
export const toItems = (history: History): readonly RequestItem[] => history.flatMap(itemsOf)

function itemsOf(turn: Turn): readonly RequestItem[] {
  switch (turn.kind) {
    case 'user':
      return turn.text?.trim()
        ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: turn.text }] }]
        : []
    case 'agent': {
      const text = turn.text.slice(0, turn.heard).trim()
      return text === '' ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'text', text }] }]
    }
    case 'tool': {
      const { call, name, output } = turn
      const asked = { type: 'function_call', call_id: call, name, arguments: turn.arguments } as const
      return output === undefined ? [asked] : [asked, { type: 'function_call_output', call_id: call, output }]
    }
  }
}
