/** Asks the user whether the agent may call a tool of an MCP server, and tells the service. */

import { clip } from '../../shared/clip.ts'
import { APPROVAL_ARGUMENTS_MAX_LENGTH } from '../../shared/messages.ts'
import type { PrintedItem } from '../voicelive/acted-on.ts'
import { command } from './commands.ts'
import { userActed } from './limits.ts'
import {
  APPROVALS_MAX,
  addApproval,
  closeApprovals,
  isAsked,
  isUsable,
  replaceMcpCall,
  shownName,
} from './mcp-calls.ts'
import { goOn, speakOf } from './mcp-turns.ts'
import { chain, count, logged, type SessionState, type SessionStep, tell } from './state.ts'

/** The service wants an approval. One question too many is not asked but denied: nothing may run that no one has seen. */
export function approvalAsked(
  state: SessionState,
  item: Extract<PrintedItem, { type: 'mcp_approval_request' }>,
): SessionStep {
  const { id } = item
  const { asked, closed } = state.mcp
  if (!isUsable(id) || isAsked(state.mcp, id) || closed.includes(id)) return [state, []]
  const server = shownName(item.server_label)
  const name = shownName(item.name)
  const approval = { type: 'approval.asked', id, server, name, arguments: bounded(item.arguments ?? '') } as const
  const known = { ...state, mcp: addApproval(state.mcp, approval) }
  if (asked.length >= APPROVALS_MAX)
    return chain(
      count(known, 'unasked'),
      (now) => [now, [logged('warn', 'approval denied unasked', { open: asked.length })]],
      (now) => decide(now, id, false),
    )
  return [known, [tell(approval)]]
}

/** What is left out shows by its last character. */
const bounded = (text: string): string =>
  text.length <= APPROVAL_ARGUMENTS_MAX_LENGTH ? text : `${clip(text, APPROVAL_ARGUMENTS_MAX_LENGTH - 1)}…`

/** The user's answer; undefined when no one asked. An answer that crossed a withdrawal, or comes twice, changes nothing. */
export function approvalAnswered(state: SessionState, id: string, approve: boolean): SessionStep | undefined {
  if (state.mcp.closed.includes(id)) return [state, []]
  if (!isAsked(state.mcp, id)) return undefined
  return chain(state, userActed, (now) => decide(now, id, approve))
}

/** What the service sends after a denial is not known (protocol reference 5.9), so that nothing is waited for: the agent is asked to go on. */
function decide(state: SessionState, id: string, approve: boolean): SessionStep {
  const call = state.mcp.calls.find(({ approval }) => approval === id)
  const mcp = closeApprovals(state.mcp, [id])
  const phase = approve || !call ? call?.phase : 'settled'
  const decided =
    call && phase ? replaceMcpCall(mcp, { ...call, phase, wanted: true, approvedIn: state.turn?.item }) : mcp
  return chain(
    { ...state, mcp: decided },
    (now) =>
      command(now, 'item', {
        type: 'conversation.item.create',
        item: { type: 'mcp_approval_response', approval_request_id: id, approve },
      }),
    (now) => (approve || call ? goOn(now) : speakOf(now)),
  )
}
