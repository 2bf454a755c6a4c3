/** The log pane: what happened, in the words of the wire, for whoever wants to know why. Never what was said. */

import type { ClientMessage, ServerMessage } from '../../shared/messages.ts'
import type { Effect, Event, Stamped } from './events.ts'

/** Lines kept; the lab's figure. */
export const LOG_MAX_LINES = 250

export type Level = 'debug' | 'info' | 'warning' | 'error'
export type Line = Readonly<{ key: number; atMs: number; level: Level; text: string }>

/** Debug lines are kept only while `verbose` is on, so that they cannot push out the others. */
export type Log = Readonly<{ lines: readonly Line[]; nextKey: number; verbose: boolean }>

export const emptyLog: Log = { lines: [], nextKey: 1, verbose: false }

type Entry = Readonly<{ level: Level; text: string }>

/** Adds what is to be said of an event and of the messages that it made the page send. The same log when that is nothing. */
export function record(log: Log, event: Stamped, effects: readonly Effect[]): Log {
  const entries = [describeEvent(event), ...effects.map(describeEffect)].filter(
    (entry) => entry !== null && (log.verbose || entry.level !== 'debug'),
  )
  return entries.reduce((longer, entry) => (entry ? add(longer, entry, event.atMs) : longer), log)
}

const add = (log: Log, entry: Entry, atMs: number): Log => ({
  ...log,
  lines: [...log.lines, { ...entry, atMs, key: log.nextKey }].slice(-LOG_MAX_LINES),
  nextKey: log.nextKey + 1,
})

const line = (level: Level, ...words: readonly (string | number)[]): Entry => ({ level, text: words.join(' ') })

function describeEvent(event: Event): Entry | null {
  switch (event.type) {
    case 'socket.heard':
      return describeMessage(event.message)
    case 'socket.played':
      return line('debug', '⇣ audio', event.frame.answer, `+${event.frame.pcm.length}`)
    case 'socket.garbled':
      return line('warning', event.type, event.fault)
    case 'socket.choked':
      return line('warning', event.type, event.frames)
    case 'socket.closed':
      return line('info', event.type, event.code)
    case 'access.told':
      return line('info', event.type, event.access)
    case 'code.refused':
      return line('warning', event.type, event.refusal.type)
    case 'audio.failed':
      return line('error', event.type, event.reason)
    case 'microphone.refused':
      return line('warning', event.type, event.refusal)
    case 'player.failed':
      return line('error', event.type)
    case 'microphone.dead':
    case 'microphone.lost':
      return line('warning', event.type)
    case 'playback.faulted':
      return line('warning', event.type, event.fault, event.answer, event.samples)
    case 'playback.underran':
      return line('warning', event.type, event.answer, `${event.preRollMs} ms`)
    case 'playback.started':
    case 'playback.drained':
      return line('debug', event.type, event.answer)
    case 'playback.flushed':
      return line('debug', event.type, ...event.stopped.map((one) => `${one.answer}:${one.playedSamples}`))
    case 'timer.rang':
      return line('debug', event.type, event.name)
    case 'page.left':
    case 'session.pressed':
    case 'interrupt.pressed':
    case 'mute.pressed':
    case 'audio.opened':
    case 'microphone.opened':
    case 'code.accepted':
      return line('info', event.type)
    case 'microphone.heard':
    case 'microphone.level':
    case 'playback.progressed':
    case 'approval.pressed':
    case 'text.submitted':
    case 'page.opened':
    case 'access.unknown':
    case 'code.submitted':
    case 'verbose.switched':
    case 'language.chosen':
    case 'theme.chosen':
    case 'offer.chosen':
      return null
  }
}

/** The fields of a message that are told. Every other one, and what was said above all, is not. */
const told: ReadonlySet<string> = new Set(
  'answer call code item name nonce playedSamples reason received samples secondsLeft status through'.split(' '),
)

const describeFields = (level: Level, arrow: string, { type, ...fields }: ClientMessage | ServerMessage): Entry =>
  line(
    level,
    arrow,
    type,
    ...Object.entries(fields).flatMap(([name, value]) => (told.has(name) ? [String(value)] : [])),
  )

const describeMessage = (message: ServerMessage): Entry =>
  message.type === 'hello'
    ? line('info', '↓', message.type, message.emulated ? 'emulator' : 'service', `${message.frameMs} ms`)
    : describeFields(levelOf(message), '↓', message)

const quiet: ReadonlySet<ServerMessage['type']> = new Set([
  'user.caption.delta',
  'answer.caption.delta',
  'answer.word',
  'answer.audio.done',
  'ping',
])

function levelOf(message: ServerMessage): Level {
  if (message.type === 'service.lost') return 'warning'
  if (message.type === 'error') return message.fatal ? 'error' : 'warning'
  return quiet.has(message.type) ? 'debug' : 'info'
}

function describeEffect(effect: Effect): Entry | null {
  if (effect.type !== 'send' && effect.type !== 'resend') return null
  const { message } = effect
  const level = message.type === 'pong' || message.type === 'received' ? 'debug' : 'info'
  return describeFields(level, '↑', message)
}
