/** Calls that the service makes to MCP servers, and the approvals that it waits for: what a session remembers of them. */

import { clip } from '../../shared/clip.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { PrintedItem } from '../voicelive/acted-on.ts'

/** A call as the service announced it. The page sees it when it runs. */
export type McpCall = Readonly<{
  /** id of its item */
  call: string
  response: string
  server: string
  name: string
  /** `returned`: the service has told how it went. `settled`: the result is in the conversation, or none will come. */
  phase: 'announced' | 'running' | 'returned' | 'settled'
  /** the approval that was asked for it */
  approval: string | undefined
  /** the turn that the user was in when they gave the approval: they did not go on without it */
  approvedIn: string | undefined
  /** the user waits for what the agent says of it */
  wanted: boolean
  /** its response is over, and can bring no further calls */
  over: boolean
}>

/** A question to the choices, as the page was told it. */
export type Approval = Extract<ServerMessage, { type: 'approval.asked' }>

export type Mcp = Readonly<{
  calls: readonly McpCall[]
  /** approvals that the user has been asked for */
  asked: readonly Approval[]
  /** approvals that were answered or withdrawn, the newest last: a second answer to one is no fault */
  closed: readonly string[]
  /** label of the server by the item that lists its tools, for the log */
  lists: readonly Readonly<{ item: string; label: string }>[]
}>

export const noMcp: Mcp = { calls: [], asked: [], closed: [], lists: [] }

/** More calls are never open in practice; the oldest is followed no further. */
export const CALLS_MAX = 64
/** More questions at once no one can weigh; the newest is denied. */
export const APPROVALS_MAX = 8
const CLOSED_MAX = 64
const LISTS_MAX = 32
/** The contract's longest id or name. */
const NAME_MAX_LENGTH = 128

/** An id that the page can be told. The service's have some 40 characters. */
export const isUsable = (id: string | null | undefined): id is string =>
  typeof id === 'string' && id !== '' && id.length <= NAME_MAX_LENGTH

/** A name of the service's, or of a server's, as the page shows it. */
export const shownName = (name: string | null | undefined): string => clip(name ?? '', NAME_MAX_LENGTH) || '?'

/** The name under which the page sees the call: two servers may have tools of one name. */
export const fullName = ({ server, name }: McpCall): string => shownName(`${server}/${name}`)

export const findMcpCall = ({ calls }: Mcp, call: string): McpCall | undefined =>
  calls.find((candidate) => candidate.call === call)

export const replaceMcpCall = (mcp: Mcp, changed: McpCall): Mcp => ({
  ...mcp,
  calls: mcp.calls.map((call) => (call.call === changed.call ? changed : call)),
})

export const isAsked = ({ asked }: Mcp, approval: string | undefined): boolean =>
  asked.some(({ id }) => id === approval)

export const isAwaitingApproval = (mcp: Mcp, { approval }: McpCall): boolean => isAsked(mcp, approval)

/** The request names no call: it is for the newest of that name that nothing is known of yet. */
export function addApproval(mcp: Mcp, approval: Approval): Mcp {
  const { id, server, name } = approval
  const call = mcp.calls.findLast(
    (one) => one.server === server && one.name === name && one.phase === 'announced' && one.approval === undefined,
  )
  const asked: Mcp = { ...mcp, asked: [...mcp.asked, approval] }
  return call ? replaceMcpCall(asked, { ...call, approval: id }) : asked
}

export const closeApprovals = (mcp: Mcp, approvals: readonly string[]): Mcp => ({
  ...mcp,
  asked: mcp.asked.filter(({ id }) => !approvals.includes(id)),
  closed: [...mcp.closed, ...approvals].slice(-CLOSED_MAX),
})

export const addList = (mcp: Mcp, { id, server_label }: Extract<PrintedItem, { type: 'mcp_list_tools' }>): Mcp => ({
  ...mcp,
  lists: [...mcp.lists, { item: id ?? '', label: shownName(server_label) }].slice(-LISTS_MAX),
})

/** No one is asked anything, and nothing runs: the session of the service can be left. */
export const isMcpQuiet = ({ asked, calls }: Mcp): boolean =>
  asked.length === 0 && calls.every(({ phase, approval }) => phase === 'announced' && approval === undefined)
