/** The port's one implementation: a WebSocket for each call, dialled once its target is known. */

import { systemClock } from '../clock.ts'
import { createConnection, portOf } from './connection.ts'
import { type Dialling, dial } from './dial.ts'
import { failureOf, isTooSlow, noCredentials } from './failure.ts'
import type { Lifetime } from './lifetime.ts'
import type { Caller, Closure, ConnectUpstream } from './port.ts'
import type { Target } from './target.ts'
import { WebSocket } from './ws.ts'

/** A sign-in that takes longer is told of. */
const SIGN_IN_PATIENCE_MS = 3_000

/** The sign-in has a limit of its own (entra.ts), and says why it failed; this is for one that never ends. */
const SIGN_IN_WITHIN_MS = 75_000

export type DialOptions = Readonly<
  Partial<Dialling> & {
    handshakeTimeoutMs?: number
    signInTimeoutMs?: number
    /** Hears of what our own code threw in a callback of a connection. Only that connection ends by it. */
    failed?: (error: unknown, caller: Caller | undefined) => void
  }
>

const withDefaults = (options: DialOptions): Required<DialOptions> => ({
  handshakeTimeoutMs: 9_000,
  signInTimeoutMs: SIGN_IN_WITHIN_MS,
  proxy: undefined,
  clock: systemClock,
  unixMs: Date.now,
  open: (url, opening) => new WebSocket(url, opening),
  failed: () => {},
  ...options,
})

/**
 * Dials `target` for each call. Nine seconds for DNS, TCP, TLS and upgrade together, so that the dial says that nobody answered before
 * a call that gives it ten leaves it; a sign-in before that takes its own time.
 */
export function overWebSocket(target: Target, options: DialOptions = {}): ConnectUpstream {
  const settings = withDefaults(options)
  return (emit, caller) => {
    const connection = createConnection(emit, settings.clock, (error) => settings.failed(error, caller))
    const { life } = connection
    const signIn = awaitSignIn(life, settings.signInTimeoutMs)
    // A promise of its own, because a target may throw before it gives one.
    new Promise<Awaited<ReturnType<Target>>>((resolve) => resolve(target({ conversation: caller?.conversation }))).then(
      life.fenced((found) => {
        if (signIn.wasTold()) life.tell({ type: 'dialling' })
        // It may have been closed long ago, or by what it was just told.
        if (life.is('over')) return
        life.wait(settings.handshakeTimeoutMs, () => life.drop({ kind: 'timeout' }))
        try {
          dial(connection, found, caller, settings)
        } catch (error) {
          life.drop(undialled(error))
        }
      }),
      life.fenced((error: unknown) => life.finish(isTooSlow(error) ? { kind: 'timeout' } : noCredentials(error))),
    )
    return portOf(connection)
  }
}

/** A sign-in that takes its time is told of, and one that never ends is given up. */
function awaitSignIn(life: Lifetime, signInTimeoutMs: number): Readonly<{ wasTold: () => boolean }> {
  let wasTold = false
  life.wait(Math.min(SIGN_IN_PATIENCE_MS, signInTimeoutMs), () => {
    wasTold = true
    life.wait(Math.max(0, signInTimeoutMs - SIGN_IN_PATIENCE_MS), () => life.drop({ kind: 'timeout' }))
    life.tell({ type: 'waiting', reason: 'sign-in' })
  })
  return { wasTold: () => wasTold }
}

/** What cannot even be dialled: nearly always a header with a character that no header may have. */
const undialled = (error: unknown): Closure =>
  error instanceof Error && !/header/i.test(error.message) ? failureOf(error) : noCredentials(error)
