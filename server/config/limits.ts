/** How long a session may last: what the operator allows, or less if the agent's profile says so. */

import type { EndingReason } from '../../shared/messages.ts'
import type { Limits } from '../agent/schema.ts'
import type { Config } from './config.ts'

const MS_PER_MINUTE = 60_000

/** In ms, for the session's own limits. */
export const limitsOf = (
  { idleMinutes, maxMinutes }: Pick<Config, 'idleMinutes' | 'maxMinutes'>,
  { idle_minutes = idleMinutes, max_minutes = maxMinutes }: Limits,
): Readonly<Record<EndingReason, number>> => ({
  idle: Math.min(idleMinutes, idle_minutes) * MS_PER_MINUTE,
  limit: Math.min(maxMinutes, max_minutes) * MS_PER_MINUTE,
})
