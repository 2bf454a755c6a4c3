/** What the messages of a call come to: what the user saw, and what began on the page and never ended. */

import type { ServerMessage } from '../../shared/messages.ts'
import type { Page } from '../contract/page.ts'
import { type Outcome, timesOf } from './case.ts'

export function outcomeOf(messages: readonly ServerMessage[], code: number, moved: boolean): Outcome {
  const told = messages.flatMap((message) => {
    if (message.type !== 'error') return []
    const { retryAfterSeconds } = message
    return [retryAfterSeconds === null ? message.code : `${message.code}, again in ${retryAfterSeconds} s`]
  })
  const countOf = (type: ServerMessage['type']) => messages.filter((message) => message.type === type).length
  const closed = code === 1000 ? undefined : code
  return { told, lost: timesOf(countOf('service.lost')), resumed: timesOf(countOf('service.resumed')), moved, closed }
}

/** What ends each message that begins something, by what they have in common. */
const ends = {
  'answer.started': 'answer.done',
  'speech.started': 'speech.stopped',
  'tool.started': 'tool.done',
} as const

const nameOf = (message: ServerMessage): string =>
  'answer' in message ? `${message.answer}` : 'item' in message ? message.item : 'call' in message ? message.call : ''

export function openEnds(page: Page): readonly string[] {
  const messages = page.messages()
  const open = messages.flatMap((message) => {
    if (!(message.type in ends)) return []
    const end = ends[message.type as keyof typeof ends]
    const isOver = messages.some((one) => one.type === end && nameOf(one) === nameOf(message))
    return isOver ? [] : [`${message.type} ${nameOf(message)}`]
  })
  return [...open, ...erasedWords(messages), ...brokenSound(page)]
}

/** What the user said does not become unsaid by what the service says later. */
const erasedWords = (messages: readonly ServerMessage[]): readonly string[] =>
  messages.flatMap((message, at) => {
    if (message.type !== 'user.caption.done' || message.text) return []
    const { item } = message
    const isErased = messages
      .slice(0, at)
      .some((before) => before.type === 'user.caption.done' && before.item === item && before.text)
    return isErased ? [`words of ${item} erased`] : []
  })

/** Answers whose sound has a hole, or is not as long as the server says. */
function brokenSound(page: Page): readonly string[] {
  const samples = new Map<number, number>()
  const broken = new Set<number>()
  for (const { answer, offsetSamples, pcm } of page.frames()) {
    if (offsetSamples !== (samples.get(answer) ?? 0)) broken.add(answer)
    samples.set(answer, offsetSamples + pcm.length)
  }
  for (const message of page.messages())
    if (message.type === 'answer.audio.done' && message.samples !== (samples.get(message.answer) ?? 0))
      broken.add(message.answer)
  return [...broken].map((answer) => `sound of answer ${answer}`)
}
