/** Lets all calls of this process dial in turn, so that together they stay below what the service takes in a minute. */

import type { Clock } from '../../shared/clock.ts'
import { type DialQueue, emptyQueue, type QueueEvent, stepQueue } from './dial-queue.ts'
import type { Caller, Closure, ConnectUpstream, Upstream, UpstreamSignal } from './port.ts'

/** Whoever waits longer than this is told so. */
const TELL_AFTER_MS = 1_000

/** A service that has not said a word to a dial for so long does not answer: whoever gives that dial up has not changed their mind. */
const ANSWERS_WITHIN_MS = 5_000

/** A service that asks for more patience than this is asked again all the same: others than ours may have used it up. */
const RETRY_AFTER_MAX_MS = 30_000

export type TurnOptions = Readonly<{
  perMinute: number
  clock: Clock
  /** from 0 to 1 */
  random: () => number
  failed?: (error: unknown) => void
}>

type Untimed = QueueEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never

export function inTurn(connect: ConnectUpstream, options: TurnOptions): ConnectUpstream {
  const turns = createTurns(options)
  return (emit, caller) => connectInTurn(turns, connect, options, emit, caller)
}

/** The queue of this process, and what each of those in it does when its turn comes. */
type Turns = Readonly<{
  begins: Map<number, () => void>
  newId: () => number
  step: (event: Untimed) => void
  /** Another call's turn must come, whatever this one throws. */
  fenced: (work: () => void) => void
}>

function createTurns({ perMinute, clock, failed = () => {} }: TurnOptions): Turns {
  let queue: DialQueue = emptyQueue(perMinute)
  let newest = 0
  let stopLooking = () => {}
  const begins: Turns['begins'] = new Map()

  const fenced = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      failed(error)
    }
  }
  const step = (event: Untimed): void => {
    const nowMs = clock.nowMs()
    const [next, { begin, lookAtMs }] = stepQueue(queue, { ...event, atMs: nowMs } as QueueEvent)
    queue = next
    stopLooking()
    if (lookAtMs !== undefined) stopLooking = clock.after(Math.max(0, lookAtMs - nowMs), () => step({ type: 'looked' }))
    for (const id of begin) fenced(() => begins.get(id)?.())
  }
  const newId = (): number => {
    newest += 1
    return newest
  }
  return { begins, newId, step, fenced }
}

/** One connection: it waits for its turn, and then is what `connect` gives. */
function connectInTurn(
  { begins, newId, step, fenced }: Turns,
  connect: ConnectUpstream,
  { clock, random, failed = () => {} }: TurnOptions,
  emit: (signal: UpstreamSignal) => void,
  caller: Caller | undefined,
): Upstream {
  const id = newId()
  let inner: Upstream | undefined
  let state: 'waiting' | 'told' | 'begun' | 'opened' | 'over' = 'waiting'
  /** when the service itself was dialled; a sign-in before that says nothing of it */
  let dialledAtMs: number | undefined

  const receive = (signal: UpstreamSignal): void => {
    if (state === 'over') return
    if (signal.type === 'opened') {
      state = 'opened'
      step({ type: 'opened', id })
    } else if (signal.type === 'closed') conclude(isUnanswered(signal.closure) ? { kind: 'timeout' } : signal.closure)
    else if (signal.type === 'waiting') dialledAtMs = undefined
    else if (signal.type === 'dialling') dialledAtMs = clock.nowMs()
    emit(signal)
  }
  /** It was left by us, because nothing came. */
  const isUnanswered = (closure: Closure): boolean =>
    state === 'begun' &&
    closure.kind === 'closed' &&
    closure.code === 1000 &&
    dialledAtMs !== undefined &&
    clock.nowMs() - dialledAtMs >= ANSWERS_WITHIN_MS
  const conclude = (closure: Closure): void => {
    const wasBegun = state === 'begun'
    state = 'over'
    stopTelling()
    begins.delete(id)
    step(
      wasBegun && isOfService(closure)
        ? { type: 'failed', id, retryAfterMs: retryAfterMsOf(closure), chance: random() }
        : { type: 'left', id },
    )
  }
  const begin = (): void => {
    begins.delete(id)
    stopTelling()
    const wasTold = state === 'told'
    state = 'begun'
    dialledAtMs = clock.nowMs()
    if (wasTold) fenced(() => emit({ type: 'dialling' }))
    // It may have been closed by what it was just told.
    if (state !== 'begun') return
    try {
      inner = connect(receive, caller)
    } catch (error) {
      failed(error)
      receive({ type: 'closed', closure: { kind: 'unreachable', detail: 'it could not be dialled' } })
    }
  }
  const stopTelling = clock.after(TELL_AFTER_MS, () => {
    if (state !== 'waiting') return
    state = 'told'
    fenced(() => emit({ type: 'waiting', reason: 'turn' }))
  })
  begins.set(id, begin)
  // A probe is no call: it comes behind all of them.
  step({ type: 'asked', id, sinceMs: caller?.sinceMs ?? Number.POSITIVE_INFINITY })

  return {
    send: (json, kind) => inner?.send(json, kind) ?? false,
    close: () => {
      if (inner) return inner.close()
      if (state === 'over') return
      const closure: Closure = { kind: 'closed', code: 1000, reason: 'closed by the relay' }
      conclude(closure)
      emit({ type: 'closed', closure })
    },
  }
}

const retryAfterMsOf = (closure: Closure): number =>
  closure.kind === 'refused' ? Math.min((closure.retryAfterSeconds ?? 0) * 1000, RETRY_AFTER_MAX_MS) : 0

/** Says something of the service, and not of this call or of this server: then the others need not try at the same time. */
const isOfService = (closure: Closure): boolean => {
  switch (closure.kind) {
    case 'unreachable':
    case 'timeout':
    case 'silent':
      return true
    case 'refused':
      return closure.status >= 500 || [408, 425, 429].includes(closure.status)
    case 'closed':
      return closure.code !== 1000
    default:
      return false
  }
}
