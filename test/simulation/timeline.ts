/** A call as it went, line by line, for whoever has to understand it. */

import { statusOf } from '../../client/state/status.ts'
import type { Witness } from './world/world.ts'

const QUIET = new Set(['microphone.audio', 'microphone.level', 'playback.progressed', 'socket.audio'])
const quietMessages = new Set(['ping', 'answer.word', 'answer.caption.delta'])

export function createTimeline(nowMs: () => number): Readonly<{ witness: Witness; lines: readonly string[] }> {
  const lines: string[] = []
  const add = (who: string, what: string) =>
    lines.push(`${(nowMs() / 1000).toFixed(3).padStart(9)}  ${who.padEnd(10)} ${what}`)
  const statuses = new Map<number, string>()
  const short = (value: unknown): string => {
    const text = JSON.stringify(value)
    return text.length > 180 ? `${text.slice(0, 180)}…` : text
  }
  return {
    lines,
    witness: {
      did: ({ atMs: _, user, ...deed }, isDone) => add(`user ${user}`, `${short(deed)}${isDone ? '' : ' (in vain)'}`),
      mishap: ({ atMs: _, ...mishap }, isOver) => add('network', `${short(mishap)}${isOver ? ' is over' : ''}`),
      happened: (user, event) => {
        if (event.type === 'socket.message') {
          if (!quietMessages.has(event.message.type)) add(`page ${user}`, `hears ${short(event.message)}`)
        } else if (!QUIET.has(event.type)) add(`page ${user}`, short(event))
      },
      rendered: (user, state) => {
        const status = `${statusOf(state)}${state.problem ? ` (${state.problem.code})` : ''}`
        if (statuses.get(user) !== status) add(`page ${user}`, `shows ${status}`)
        statuses.set(user, status)
      },
      logged: (level, event, fields) => {
        if (level !== 'debug') add('relay', `${level} ${event} ${short(fields)}`)
      },
      journal: (session, { from, event }) => {
        if (!/append|audio.delta|timestamp|transcript.delta|content_part/.test(event.type))
          add(`service ${session}`, `${from === 'client' ? 'hears' : 'says'} ${short(event)}`)
      },
    },
  }
}
