/** Who of all calls of this process may dial the service, and when: pure, so that it can be tried on any clock. */

/** The service counts new connections over a minute (protocol reference 1.7). */
const WINDOW_MS = 60_000

/** Dials under way at once: a service that is down shows with these, and the rest need not find out for themselves. */
export const AT_ONCE = 5

/** While the service takes no one, one call tries for all; the pauses between double up to this. */
const FIRST_PAUSE_MS = 500
const PAUSE_MAX_MS = 8_000

type Waiting = Readonly<{ id: number; sinceMs: number }>

export type DialQueue = Readonly<{
  perMinute: number
  /** when the dials of the last minute began, the oldest first */
  begunAtMs: readonly number[]
  /** those that wait for their turn, the oldest call first */
  waiting: readonly Waiting[]
  underWay: readonly number[]
  /** dials in a row that the service did not take, whosever they were */
  failures: number
  /** no one dials before this */
  notBeforeMs: number
}>

export const emptyQueue = (perMinute: number): DialQueue => ({
  perMinute,
  begunAtMs: [],
  waiting: [],
  underWay: [],
  failures: 0,
  notBeforeMs: 0,
})

/**
 * `asked`: a call that began at `sinceMs` wants to dial. `opened`, `failed`, `left`: what became of it. `retryAfterMs` is what the
 * service asked for, and `chance` a random number from 0 to 1, because servers that fail together must not come back together.
 */
export type QueueEvent = Readonly<
  { atMs: number } & (
    | { type: 'asked'; id: number; sinceMs: number }
    | { type: 'opened' | 'left'; id: number }
    | { type: 'failed'; id: number; retryAfterMs: number; chance: number }
    | { type: 'looked' }
  )
>

/** The calls whose turn it is, in order, and when to look again: undefined when no one waits for a time. */
export type QueueStep = readonly [DialQueue, Readonly<{ begin: readonly number[]; lookAtMs: number | undefined }>]

export function stepQueue(queue: DialQueue, event: QueueEvent): QueueStep {
  const { atMs } = event
  let next = note(queue, event)
  next = { ...next, begunAtMs: next.begunAtMs.filter((begunMs) => begunMs > atMs - WINDOW_MS) }
  const begin: number[] = []
  while (next.waiting.length > 0 && turnAtMs(next) <= atMs && hasRoom(next)) {
    const [first, ...rest] = next.waiting
    if (!first) break
    begin.push(first.id)
    next = { ...next, waiting: rest, underWay: [...next.underWay, first.id], begunAtMs: [...next.begunAtMs, atMs] }
  }
  // Without room somebody's end is waited for, and not a time.
  const lookAtMs = next.waiting.length > 0 && hasRoom(next) ? turnAtMs(next) : undefined
  return [next, { begin, lookAtMs }]
}

/** While the service takes no one, one at a time. */
const hasRoom = ({ underWay, failures }: DialQueue): boolean => underWay.length < (failures > 0 ? 1 : AT_ONCE)

/** When the next dial may begin, as far as time is what keeps it. */
function turnAtMs({ perMinute, begunAtMs, notBeforeMs }: DialQueue): number {
  const oldest = begunAtMs.at(-perMinute)
  return Math.max(notBeforeMs, oldest === undefined ? 0 : oldest + WINDOW_MS)
}

function note(queue: DialQueue, event: QueueEvent): DialQueue {
  if (event.type === 'looked') return queue
  if (event.type === 'asked') {
    const { id, sinceMs } = event
    const older = queue.waiting.filter((one) => one.sinceMs <= sinceMs)
    return { ...queue, waiting: [...older, { id, sinceMs }, ...queue.waiting.slice(older.length)] }
  }
  const without: DialQueue = {
    ...queue,
    waiting: queue.waiting.filter(({ id }) => id !== event.id),
    underWay: queue.underWay.filter((id) => id !== event.id),
  }
  if (event.type === 'opened') return { ...without, failures: 0, notBeforeMs: 0 }
  if (event.type !== 'failed') return without
  const failures = queue.failures + 1
  const pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + event.chance)
  const notBeforeMs = Math.max(queue.notBeforeMs, event.atMs + Math.max(pauseMs, event.retryAfterMs))
  return { ...without, failures, notBeforeMs }
}
