/** Tells the speech of a conversation from what a frozen link gives up at once when it thaws: that was said long ago, and to no one. */

/**
 * The link was silent for `gapMs`. Since `sinceMs`, its first sign of life, `audioMs` of audio has come; `aheadMs` is how much of that
 * was faster than speech, as far as was seen at `grewAtMs`.
 */
export type Backlog = Readonly<{ gapMs: number; sinceMs: number; audioMs: number; aheadMs: number; grewAtMs: number }>

/** A page that lives says something every few seconds, because it is pinged; so long a silence was a frozen link, or a frozen page, which redials by itself (client/state/link.ts). */
const FROZEN_AFTER_MS = 14_000

/** What was said so long ago is dropped; the last second may be the beginning of what is being said now. */
const STALE_AFTER_MS = 1_000

/** So much more audio than time, and it is a backlog: no frame of a page that is only back again is dropped by mistake. */
const AHEAD_MS = 400

/** It is over when for so long the audio has not come faster than it is spoken. */
const OVER_AFTER_MS = 1_000
const GROWS_BY_MS = 200

/** Something came, for the first time after `silentMs`. */
export const backlogAfter = (silentMs: number, atMs: number, before: Backlog | undefined): Backlog | undefined =>
  silentMs > FROZEN_AFTER_MS ? { gapMs: silentMs, sinceMs: atMs, audioMs: 0, aheadMs: 0, grewAtMs: atMs } : before

/** Takes a frame of so many ms, and says whether it is stale. Frames are as old as the gap, less what has been caught up. */
export function judgeFrame(
  before: Backlog | undefined,
  frameMs: number,
  atMs: number,
): Readonly<{ backlog: Backlog | undefined; stale: boolean }> {
  if (!before) return { backlog: before, stale: false }
  const audioMs = before.audioMs + frameMs
  const aheadMs = audioMs - (atMs - before.sinceMs)
  const grows = aheadMs >= before.aheadMs + GROWS_BY_MS
  const isOver = before.gapMs - aheadMs <= STALE_AFTER_MS || (!grows && atMs - before.grewAtMs >= OVER_AFTER_MS)
  if (isOver) return { backlog: undefined, stale: false }
  const backlog = { ...before, audioMs, ...(grows ? { aheadMs, grewAtMs: atMs } : {}) }
  return { backlog, stale: aheadMs > AHEAD_MS }
}
