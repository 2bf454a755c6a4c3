/** Tells the reducer a story: events go in one by one, and what it wants done is kept. */

import type { Effect, Event } from '../../../../client/state/events.ts'
import { initialState, type State } from '../../../../client/state/model.ts'
import { reduce } from '../../../../client/state/reduce.ts'
import { type Status, statusOf } from '../../../../client/state/status.ts'
import type { ErrorCode } from '../../../../shared/errors.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import type { UserChoice } from '../../../../shared/user-choice.ts'

export interface Story {
  readonly state: State
  readonly status: Status
  /** Effects of the last `tell`, without timers. */
  readonly effects: readonly Effect[]
  readonly timers: readonly Effect[]
  tell(...events: readonly Event[]): Story
  hear(...messages: readonly ServerMessage[]): Story
  /** Lets time pass before the next event. */
  pass(ms: number): Story
}

const isTimer = ({ type }: Effect): boolean => type === 'setTimer' || type === 'clearTimer'

export function story(remembered: UserChoice = {}): Story {
  let state = initialState({ secure: true, language: 'en', theme: 'system', remembered })
  let effects: readonly Effect[] = []
  let atMs = 0
  const self: Story = {
    get state() {
      return state
    },
    get status() {
      return statusOf(state)
    },
    get effects() {
      return effects.filter((effect) => !isTimer(effect))
    },
    get timers() {
      return effects.filter(isTimer)
    },
    tell: (...events) => {
      const all: Effect[] = []
      for (const event of events) {
        const [after, wanted] = reduce(state, { ...event, atMs: atMs++ })
        state = after
        all.push(...wanted)
      }
      effects = all
      return self
    },
    pass: (ms) => {
      atMs += ms
      return self
    },
    hear: (...messages) => self.tell(...messages.map((message): Event => ({ type: 'socket.message', message }))),
  }
  return self
}

export const hello: ServerMessage = { type: 'hello', protocol: 4, emulated: true, frameMs: 40, textMaxLength: 4000 }
export const ready: ServerMessage = { type: 'session.ready', call: 'call-1', ticket: 'ticket-1', resumeSeconds: 30 }

/** A session in which everybody waits for the user. */
export const liveStory = (): Story =>
  story()
    .tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    .hear(hello)
    .tell({ type: 'microphone.opened' })
    .hear(ready)

export const started = (answer: number): ServerMessage => ({ type: 'answer.started', answer, item: `item-${answer}` })
export const caption = (answer: number, delta: string): ServerMessage => ({
  type: 'answer.caption.delta',
  answer,
  delta,
})
export const word = (answer: number, startMs: number, durationMs: number, text: string): ServerMessage => ({
  type: 'answer.word',
  answer,
  startMs,
  durationMs,
  text,
})
export const audioDone = (answer: number, samples: number): ServerMessage => ({
  type: 'answer.audio.done',
  answer,
  samples,
})
export const done = (
  answer: number,
  text = '',
  status: 'completed' | 'cancelled' | 'incomplete' | 'failed' = 'completed',
): ServerMessage => ({ type: 'answer.done', answer, status, text, heard: null })
export const failure = (code: ErrorCode, fatal: boolean, retryAfterSeconds: number | null = null): ServerMessage => ({
  type: 'error',
  code,
  message: '',
  remedy: '',
  fatal,
  retryAfterSeconds,
})
export const cutThrough = (through: number): ServerMessage => ({ type: 'answers.cut', through })

/** Audio of an answer. */
export const sound = (answer: number, offsetSamples: number, samples: number): Event => ({
  type: 'socket.audio',
  frame: { answer, offsetSamples, pcm: new Int16Array(samples) },
})

export const sentTypes = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message.type] : []))
