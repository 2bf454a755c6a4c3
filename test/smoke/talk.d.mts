/** Types of talk.mjs, which is JavaScript because an older Node must run it. */

export type Report = Readonly<{
  readyMs: number
  /** from the last sample of the question to the first of the answer, turn detection included */
  answeredMs: number
  spokenMs: number
  question: string
  answer: string
}>

/** A sentence for the person who runs the test. */
export class SmokeFailure extends Error {}

/** `url` is the page's. Rejects with a `SmokeFailure` when it cannot be reached, does not understand, or stays silent. */
export function talk(url: string, code?: string, patienceMs?: number): Promise<Report>
