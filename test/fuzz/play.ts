/** Plays a story to the session reducer, as a service that answers commands would, with tools that return at once. */

import { reduce } from '../../server/session/reduce.ts'
import type { SessionEffect, SessionEvent, SessionState } from '../../server/session/state.ts'
import { startSession } from '../../server/session/state.ts'
import { parseServerEvent } from '../../server/voicelive/parse.ts'
import type { ClientMessage } from '../../shared/client-messages.ts'
import type { SentEvent } from '../support/recordings.ts'
import { options } from '../unit/server/session/drive.ts'

type Untimed = SessionEvent extends infer E ? (E extends unknown ? Omit<E, 'atMs'> : never) : never

export type Player = Readonly<{
  state: () => SessionState
  /** everything that was done so far */
  effects: readonly SessionEffect[]
  push: (event: Untimed) => readonly SessionEffect[]
  say: (message: ClientMessage) => readonly SessionEffect[]
  serve: (event: SentEvent, connection?: number) => readonly SessionEffect[]
  pass: (ms: number) => void
}>

export function createPlayer(): Player {
  let state = startSession(options, 0)
  let atMs = 0
  const effects: SessionEffect[] = []
  const push = (event: Untimed) => {
    const [next, done] = reduce(state, { ...event, atMs } as SessionEvent)
    state = next
    effects.push(...done)
    return done
  }
  const player: Player = {
    state: () => state,
    effects,
    push,
    say: (message) => push({ type: 'page.message', text: JSON.stringify(message) }),
    serve: (event, connection = state.link.current) =>
      push({
        type: 'upstream',
        connection,
        signal: { type: 'event', event: parseServerEvent(JSON.stringify(event)) },
      }),
    pass: (ms) => {
      atMs += ms
    },
  }
  player.push({ type: 'page.opened' })
  player.say({ type: 'session.start' })
  player.push({ type: 'upstream', connection: 1, signal: { type: 'opened' } })
  return player
}

/** The events of a story one after the other; tools return at once, and approvals are given. */
export function playStory(player: Player, events: readonly SentEvent[]): void {
  for (const event of events) {
    player.pass(20)
    react(player, player.serve(event))
  }
}

function react(player: Player, effects: readonly SessionEffect[]): void {
  for (const effect of effects) {
    if (effect.type === 'runTool')
      react(player, player.push({ type: 'tool.finished', call: effect.call, ok: true, output: '4' }))
    if (effect.type === 'tell' && effect.message.type === 'approval.asked')
      react(player, player.say({ type: 'approval.answer', id: effect.message.id, approve: true }))
  }
}

/** Asks a typed question of a service that is well again. True when its answer came whole. */
export function isAnswered(player: Player): boolean {
  const words = 'The answer to the last question.'
  let pending = [...player.say({ type: 'text.send', text: 'And now?' })]
  let turns = 0
  for (let round = 0; round < 40 && player.state().phase !== 'ended'; round += 1) {
    const effects = pending
    pending = []
    for (const effect of effects) pending.push(...perform(effect))
    if (effects.some(({ type }) => type === 'tell') && saysIt(effects, words)) return true
    if (pending.length > 0) continue
    player.pass(6_000)
    const { nowMs } = player.state()
    for (const timer of ['gate', 'ready', 'redial'] as const)
      pending.push(...player.push({ type: 'timer.fired', timer, signAtMs: nowMs, soundAtMs: nowMs }))
  }
  return saysIt(player.effects, words)

  /** What a healthy service does with a command. */
  function perform(effect: SessionEffect): readonly SessionEffect[] {
    if (effect.type === 'dial')
      return [
        ...player.push({ type: 'upstream', connection: effect.connection, signal: { type: 'opened' } }),
        ...player.serve({ type: 'session.updated', session: {} }, effect.connection),
      ]
    if (effect.type !== 'command') return []
    if (effect.event.type === 'response.cancel')
      return player.serve({
        type: 'error',
        error: { code: 'response_cancel_not_active', event_id: effect.event.event_id },
      })
    if (effect.event.type !== 'response.create') return []
    turns += 1
    const place = { response_id: `resp_last_${turns}`, item_id: `item_last_${turns}` }
    return [
      ...player.serve({ type: 'response.created', response: { id: place.response_id } }),
      ...player.serve({ type: 'response.audio_transcript.delta', ...place, delta: words }),
      ...player.serve({ type: 'response.done', response: { id: place.response_id, status: 'completed' } }),
    ]
  }
}

const saysIt = (effects: readonly SessionEffect[], words: string): boolean =>
  effects.some(
    (effect) =>
      effect.type === 'tell' &&
      effect.message.type === 'answer.done' &&
      effect.message.status === 'completed' &&
      effect.message.text === words,
  )
