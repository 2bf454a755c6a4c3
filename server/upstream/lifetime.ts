/** The life of one connection: its signals in order, one thing that it waits for at a time, and an end that comes once and lets go of everything. */

import type { Clock } from '../../shared/clock.ts'
import type { Closure, UpstreamSignal } from './port.ts'

type State = 'connecting' | 'refused' | 'open' | 'over'

export type Lifetime = Readonly<{
  is: (state: State) => boolean
  /** It goes on from `connecting`. */
  become: (state: 'refused' | 'open') => void
  /** Nothing is told after the end. */
  tell: (signal: UpstreamSignal) => void
  /** Does it after a while, in the place of what was waited for. */
  wait: (ms: number, work: () => void) => void
  stopWaiting: () => void
  /** Lets this go at the end. */
  hold: (release: () => void) => void
  /** How the connection is cut, once there is one. */
  cutBy: (cut: () => void) => void
  finish: (closure: Closure) => void
  /** The end, and the connection is cut. */
  drop: (closure: Closure) => void
  /** Everything that runs later runs in here: what is thrown ends this connection, and nothing else. */
  fenced: <Arguments extends readonly unknown[]>(work: (...given: Arguments) => void) => (...given: Arguments) => void
}>

/** `failed` hears of what our own code threw. */
export function createLifetime(
  emit: (signal: UpstreamSignal) => void,
  clock: Clock,
  failed: (error: unknown) => void,
): Lifetime {
  let state: State = 'connecting'
  let stopWaiting = () => {}
  let cut = () => {}
  const held: (() => void)[] = []

  const finish = (closure: Closure): void => {
    stopWaiting()
    for (const release of held) release()
    if (state === 'over') return
    state = 'over'
    emit({ type: 'closed', closure })
  }
  const drop = (closure: Closure): void => {
    try {
      finish(closure)
    } finally {
      cut()
    }
  }
  /** The last words of a connection whose listener has thrown already. */
  const giveUp = (): void => {
    try {
      drop({ kind: 'closed', code: 1006, reason: 'a failure of the relay' })
    } catch (error) {
      failed(error)
    }
  }
  const fenced: Lifetime['fenced'] =
    (work) =>
    (...given) => {
      try {
        work(...given)
      } catch (error) {
        failed(error)
        giveUp()
      }
    }

  return {
    is: (one) => state === one,
    become: (next) => {
      state = next
    },
    tell: (signal) => {
      if (state !== 'over') emit(signal)
    },
    wait: (ms, work) => {
      stopWaiting()
      stopWaiting = clock.after(ms, fenced(work))
    },
    stopWaiting: () => stopWaiting(),
    hold: (release) => {
      held.push(release)
    },
    cutBy: (one) => {
      cut = one
    },
    finish,
    drop,
    fenced,
  }
}
