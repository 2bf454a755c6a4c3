/** No list grows: what was worked at is gone when all is quiet, what is remembered has a bound, and no network holds bytes for ever. */

import { ANSWERS_MAX } from '../../../client/state/answers.ts'
import { LOG_MAX_LINES } from '../../../client/state/log.ts'
import type { State } from '../../../client/state/model.ts'
import { TRANSCRIPT_MAX_ENTRIES } from '../../../client/state/transcript.ts'
import { HISTORY_MAX_TURNS } from '../../../server/session/history.ts'
import type { SessionState } from '../../../server/session/state.ts'
import type { MakeCheck } from './check.ts'
import { callOf } from './of-user.ts'

/** A ping or two are always on their way, and at times what a next session is asked for and told. */
const ON_ITS_WAY_BYTES = 16_384

type Bound = readonly [what: string, length: number, most: number]

const ofPage = ({ answers, log, transcript }: State): readonly Bound[] => [
  ['answers that sound', answers.followed.length, 0],
  ['lines of the log', log.lines.length, LOG_MAX_LINES],
  ['entries of the transcript', transcript.entries.length, TRANSCRIPT_MAX_ENTRIES],
]

const ofCall = ({ answers, drafts, history, link, mcp, toolCalls }: SessionState): readonly Bound[] => [
  ['answers of a call', answers.list.length, ANSWERS_MAX],
  ['calls that are being written', drafts.length, 0],
  ['turns of a history', history.length, HISTORY_MAX_TURNS],
  ['commands that wait for a session', link.unsent.length, 0],
  ['approvals that are asked for', mcp.asked.length, 0],
  ['calls of MCP servers', mcp.calls.length, 0],
  ['calls of tools', toolCalls.length, 0],
]

export const noListGrows: MakeCheck = ({ plan, world, fail }) => ({
  settled: () => {
    const networks = [world.toService, ...plan.users.map((_, user) => world.toRelay(user))]
    const ofUser = (user: number): readonly Bound[] => {
      const state = world.tab(user).state()
      const call = callOf(world, state)
      return [...ofPage(state), ...(call ? ofCall(call) : [])]
    }
    const bounds = [
      ...plan.users.flatMap((_, user) => ofUser(user)),
      ...networks.map((network): Bound => ['bytes on a network', network.bytes(), ON_ITS_WAY_BYTES]),
    ]
    for (const [what, length, most] of bounds) if (length > most) fail('a list grows', `${length} ${what}`)
  },
})
