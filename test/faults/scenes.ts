/** What the user does in a call, as far as each moment, and on from there. */

import { createVoice } from '../../server/emulator/speech/voice.ts'
import { FRAME_MS, msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { Page } from '../contract/page.ts'
import { joinSpeech } from '../support/wav.ts'
import type { Phase, Scene } from './case.ts'

let recording: Promise<Int16Array> | undefined
/** What is asked, made once: to be had before a call begins, for a call that says nothing meanwhile is taken for one that was frozen. */
export const question = () => {
  recording ??= createVoice()
    .speak('What is seven times six?')
    .then(({ samples }) => joinSpeech([300, samples, 1200], SAMPLE_RATE_HZ))
  return recording
}

async function speak(page: Page): Promise<void> {
  const audio = await question()
  const frame = msToSamples(FRAME_MS)
  for (let at = 0; at + frame <= audio.length; at += frame)
    page.send(new Uint8Array(audio.slice(at, at + frame).buffer))
}

/** Resolves with the first message at or behind `from` that fits; rejects when the socket closes without one. */
export function until(page: Page, from: number, fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const found = page.messages().slice(from).find(fits)
      if (found === undefined) return
      page.socket.off('message', check)
      resolve(found)
    }
    page.socket.on('message', check)
    page.closed.then(() => reject(new Error('the socket closed')))
    check()
  })
}

/** As the page does, so that it is not taken for one that has gone. */
export function answersPings(page: Page): void {
  let answered = 0
  page.socket.on('message', () => {
    const pings = page.messages().filter((message) => message.type === 'ping')
    for (const { nonce } of pings.slice(answered)) page.say({ type: 'pong', nonce })
    answered = pings.length
  })
}

/** What the page gets when each moment has come. */
export const isPhase: Readonly<Record<Exclude<Phase, 'connect'>, (message: ServerMessage) => boolean>> = {
  listening: ({ type }) => type === 'speech.started',
  answering: ({ type }) => type === 'answer.caption.delta',
  'tool-call': ({ type }) => type === 'tool.started',
}

/** An answer that fails before its first word has no end of its own: then there is only the error. */
const isAnswered = (message: ServerMessage): boolean =>
  message.type === 'answer.done' || (message.type === 'error' && message.code.startsWith('answer_'))

const answered = (page: Page, from: number) => until(page, from, isAnswered)

/** What was being said when the service was lost, and even that it was heard, may be lost with it: then the user sees that it is back. */
const answeredOrBack = (page: Page, from = 0) =>
  until(page, from, (message) => isAnswered(message) || message.type === 'service.resumed')

const isSaid = (words: string) => (message: ServerMessage) =>
  message.type === 'answer.done' && message.status === 'completed' && message.text.includes(words)

/** Each ends with the end of an answer, or where one can ask again. */
export const scenes: Readonly<Record<Scene, (page: Page) => Promise<unknown>>> = {
  connect: async () => {},
  listening: async (page) => {
    await speak(page)
    await answeredOrBack(page)
  },
  answering: async (page) => {
    page.say({ type: 'text.send', text: 'tell me a joke' })
    await answered(page, 0)
  },
  'tool-call': async (page) => {
    page.say({ type: 'text.send', text: 'what is seven times six' })
    await until(page, 0, ({ type }) => type === 'tool.done')
    await answered(page, 0)
  },
  'tool-answered': async (page) => {
    page.say({ type: 'text.send', text: 'what is seven times six' })
    await until(page, 0, isSaid('42'))
  },
  'two-turns': async (page) => {
    await speak(page)
    await answeredOrBack(page)
    const from = page.messages().length
    await speak(page)
    await answeredOrBack(page, from)
  },
  'unanswered-turn': async (page) => {
    await speak(page)
    await until(page, 0, ({ type }) => type === 'user.caption.done')
  },
}

/** A call that goes on answers one of the next questions. */
export async function goOn(page: Page): Promise<void> {
  for (;;) {
    const from = page.messages().length
    page.say({ type: 'text.send', text: 'what is the capital of italy' })
    const message = await answered(page, from)
    if (isSaid('Rome')(message)) return
  }
}
