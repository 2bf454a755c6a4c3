/** The log pane: what happened, in the words of the wire, for whoever wants to know why. Never what was said. */

import type { ServerMessage } from '../../shared/messages.ts'
import type { Effect, Event, Stamped } from './events.ts'

/** Lines kept; the lab's figure. */
export const LOG_MAX_LINES = 250

type Level = 'debug' | 'info' | 'warning' | 'error'
export type Line = Readonly<{ key: number; atMs: number; level: Level; text: string }>

/** Debug lines are kept only while `verbose` is on, so that they cannot push out the others. */
export type Log = Readonly<{ lines: readonly Line[]; nextKey: number; verbose: boolean; opened: boolean }>

export const emptyLog: Log = { lines: [], nextKey: 1, verbose: false, opened: false }

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

/** How loud an event is; those that are not here say nothing that another line does not. */
const levels: Readonly<Partial<Record<Event['type'], Level>>> = {
  'socket.garbled': 'warning',
  'socket.choked': 'warning',
  'socket.closed': 'info',
  'access.told': 'info',
  'code.accepted': 'info',
  'code.refused': 'warning',
  'audio.opened': 'info',
  'audio.failed': 'error',
  'audio.blocked': 'warning',
  'audio.suspended': 'warning',
  'audio.resumed': 'info',
  'devices.changed': 'info',
  'microphone.opened': 'info',
  'microphone.refused': 'warning',
  'microphone.dead': 'warning',
  'microphone.lost': 'warning',
  'player.failed': 'error',
  'playback.started': 'debug',
  'playback.drained': 'debug',
  'playback.flushed': 'debug',
  'playback.underran': 'warning',
  'playback.faulted': 'warning',
  'page.left': 'info',
  'page.outdated': 'warning',
  'part.failed': 'warning',
  'page.visible': 'debug',
  'page.online': 'info',
  'session.pressed': 'info',
  'interrupt.pressed': 'info',
  'mute.pressed': 'info',
  'timer.fired': 'debug',
}

function describeEvent(event: Event): Entry | null {
  if (event.type === 'socket.message') return describeMessage(event.message)
  if (event.type === 'socket.audio') return line('debug', '⇣ audio', ...describe(event.frame))
  if (event.type === 'timer.fired' && (event.name === 'look' || event.name === 'tick')) return null
  const level = levels[event.type]
  return level ? line(level, event.type, ...describe(event)) : null
}

/** The fields that are told. Every other one, and what was said above all, is not. */
const told: ReadonlySet<string> = new Set(
  (
    'access answer call cause code fault frameMs frames item name nonce offsetSamples playedSamples preRollMs reason ' +
    'received samples secondsLeft status through'
  ).split(' '),
)

const describe = (fields: object): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) => (told.has(name) && value !== undefined ? [String(value)] : []))

const describeMessage = (message: ServerMessage): Entry =>
  line(levelOf(message), '↓', message.type, ...describe(message))

const quiet: ReadonlySet<ServerMessage['type']> = new Set([
  'user.caption.delta',
  'answer.caption.delta',
  'answer.word',
  'answer.audio.done',
  'service.event',
  'ping',
])

const trouble: ReadonlySet<ServerMessage['type']> = new Set(['service.lost', 'service.waiting', 'service.cause'])

function levelOf(message: ServerMessage): Level {
  if (trouble.has(message.type)) return 'warning'
  if (message.type === 'error') return message.fatal ? 'error' : 'warning'
  return quiet.has(message.type) ? 'debug' : 'info'
}

function describeEffect(effect: Effect): Entry | null {
  if (effect.type !== 'send' && effect.type !== 'resend') return null
  const { message } = effect
  const level = message.type === 'pong' || message.type === 'received' ? 'debug' : 'info'
  return line(level, '↑', message.type, ...describe(message))
}
