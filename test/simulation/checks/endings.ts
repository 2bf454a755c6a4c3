/** Every ending names its reason, and no user is blamed for what a network did. */

import { errorCodes } from '../../../shared/errors.ts'
import type { MakeCheck } from './check.ts'

/** Reasons beside the errors that a user is told: the page's own wish, and its absence. */
const OTHER_REASONS = ['stopped', 'page closed', 'the page did not come back', 'the page stopped answering']

/** No one here breaks a rule, and nothing here is broken. */
const BLAME = ['bad_message', 'bad_audio', 'flooded', 'internal', 'page_slow', 'version_mismatch', 'audio_unavailable']

export const everyEndingHasItsReason: MakeCheck = ({ fail }) => {
  const phases = new Map<number, string>()
  return {
    logged: (_level, event, { reason, message }) => {
      if (event === 'call failed' || event === 'upstream failed') fail('something was thrown', String(message))
      const known = [...errorCodes, ...OTHER_REASONS].some((one) => one === reason)
      if (event === 'call ended' && !known) fail('a call ended without a reason', String(reason))
    },
    rendered: (user, { phase, problem }) => {
      if (problem && BLAME.includes(problem.code)) fail('a user is blamed', `user ${user}: ${problem.code}`)
      const isNew = phases.get(user) !== phase
      phases.set(user, phase)
      if (isNew && phase === 'failed' && problem === null) fail('a session failed without a reason', `user ${user}`)
    },
  }
}
