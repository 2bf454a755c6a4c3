/** What a call counts of itself, and of what it says of others. */

import type { Allowance } from '../observe/allowance.ts'

/** For the line that is logged at the end of a call. */
export type Counts = Readonly<{
  framesOut: number
  /** audio of answers that were cut already */
  late: number
  /** events of the service with something wrong that the relay acts on */
  malformed: number
  /** lines about what the service said that were not written, because there were too many */
  unlogged: number
  faults: number
  interrupts: number
  errors: number
  /** planned changes to a new session before the old one expires */
  rollovers: number
  /** unplanned ones, after the connection to the service was lost */
  losses: number
  /** times that the page came back on another socket */
  resumes: number
  /** times that the page lost its socket, or said nothing for too long */
  absences: number
  /** of an end that was near */
  warnings: number
  /** approvals that were denied because too many were open */
  unasked: number
  /** calls of our own tools that came to nothing */
  toolFailures: number
  /** calls of MCP servers that were lost sight of because too many were open */
  unfollowed: number
}>

export const noCounts: Counts = {
  framesOut: 0,
  late: 0,
  malformed: 0,
  unlogged: 0,
  faults: 0,
  interrupts: 0,
  errors: 0,
  rollovers: 0,
  losses: 0,
  resumes: 0,
  absences: 0,
  warnings: 0,
  unasked: 0,
  toolFailures: 0,
  unfollowed: 0,
}

/** How much of the errors of the service was passed on, and the kinds of unexpected events that were logged, each once. */
export type ServiceErrors = Readonly<{
  lines: Allowance | undefined
  page: Allowance | undefined
  loggedKinds: readonly string[]
}>

export const noServiceErrors: ServiceErrors = { lines: undefined, page: undefined, loggedKinds: [] }
