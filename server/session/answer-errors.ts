/** Why a response failed or stopped short, in our codes: what the service calls it differs by model, and comes in several places. */

import type { ErrorCode } from '../../shared/errors.ts'

type Words = string | null | undefined

/** As the service prints a response that is over; any of it may be missing. */
export type Outcome = Readonly<{
  status?: Words
  status_details?:
    | Readonly<{
        type?: Words
        reason?: Words
        error?: Readonly<{ type?: Words; code?: Words; message?: Words }> | null | undefined
      }>
    | null
    | undefined
}>

type Pattern = readonly [RegExp, ErrorCode]

/** OpenAI's codes and reasons, and Azure's; a gateway may put the bare HTTP status in their place. */
const names: readonly Pattern[] = [
  [/quota|billing/, 'answer_quota'],
  [/rate.?limit|too.?many|throttl|\b429\b/, 'answer_throttled'],
  [/content.?(filter|policy)|responsible.?ai|moderation|safety/, 'answer_filtered'],
  [/max.*tokens|\blength\b/, 'answer_too_long'],
  [/server.?error|internal|unavailable|overload|time.?out|\b5\d\d\b/, 'answer_unavailable'],
]

/** Sentences are less sure than codes: Azure's text about a rate limit offers to raise the quota. */
const sentences: readonly Pattern[] = [
  [/rate limit|too many requests|\b429\b/, 'answer_throttled'],
  [/quota|billing/, 'answer_quota'],
  [/content (filter|management policy)|responsible ai/, 'answer_filtered'],
  [/server error|internal error|unavailable|overloaded|timed out|\b50[0234]\b/, 'answer_unavailable'],
]

const find = (patterns: readonly Pattern[], words: readonly Words[]): ErrorCode | undefined => {
  const text = words.filter(Boolean).join(' ').toLowerCase()
  return patterns.find(([pattern]) => pattern.test(text))?.[1]
}

/** The code of an error of the service about a response; undefined when it is none that the user can do something about. */
export const errorOf = ({ type, code, message }: Readonly<{ type?: Words; code?: Words; message?: Words }>) =>
  find(names, [code, type]) ?? find(sentences, [message])

/** What the user is told of a response that did not complete; undefined when only its status says so. */
export function outcomeError({ status, status_details: details }: Outcome): ErrorCode | undefined {
  if (status === 'completed' || status === 'cancelled') return undefined
  const known = find(names, [details?.reason]) ?? errorOf(details?.error ?? {})
  return known ?? (status === 'failed' ? 'answer_failed' : undefined)
}
