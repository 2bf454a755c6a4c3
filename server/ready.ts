/** Whether calls would work now: a proof by a real session, kept for a while, because every proof costs the service a connection. */

import type { Context } from 'hono'
import type { ErrorCode } from '../shared/errors.ts'
import type { Log } from './observe/facts.ts'
import type { Proof } from './probe.ts'

export type Readiness = Readonly<
  { ready: true } | { ready: false; code: ErrorCode /** when to ask again */; retryAfterSeconds: number }
>

/** The service takes 30 new connections a minute (protocol reference 1.7); this takes two of them, or twelve while it fails. */
const GOOD_FOR_MS = 30_000
const BAD_FOR_MS = 5_000

/** A service that asks for patience gets it, but not for longer than this. */
const PATIENCE_MS = 60_000

export type ReadinessOptions = Readonly<{
  probe: () => Promise<Proof>
  draining: () => boolean
  nowMs: () => number
  log: Log
}>

/** Any number of askers share one proof. While the server drains, none is made. */
export function createReadiness({ probe, draining, nowMs, log }: ReadinessOptions): () => Promise<Readiness> {
  let last: Readonly<{ proof: Proof; untilMs: number }> | undefined
  let running: Promise<Proof> | undefined

  const prove = async (): Promise<Proof> => {
    const proof = await probe()
    const patienceMs = proof.ok ? 0 : Math.min((proof.retryAfterSeconds ?? 0) * 1_000, PATIENCE_MS)
    last = { proof, untilMs: nowMs() + (proof.ok ? GOOD_FOR_MS : Math.max(BAD_FOR_MS, patienceMs)) }
    if (!proof.ok) log('warn', 'not ready', { code: proof.code, detail: proof.detail })
    return proof
  }

  return async () => {
    if (draining()) return { ready: false, code: 'draining', retryAfterSeconds: BAD_FOR_MS / 1_000 }
    if (!last || nowMs() >= last.untilMs) {
      running ??= prove().finally(() => {
        running = undefined
      })
      await running
    }
    if (!last || last.proof.ok) return { ready: true }
    const retryAfterSeconds = Math.max(1, Math.ceil((last.untilMs - nowMs()) / 1_000))
    return { ready: false, code: last.proof.code, retryAfterSeconds }
  }
}

/**
 * 200 `{"status":"ready"}`, or 503 `{"status":"not ready","code":…}` with `retry-after`. For people, scripts and monitors; a health
 * check that restarts the server must not ask it, because a restart cures no service.
 */
export const readyRoute = (ready: () => Promise<Readiness>) => async (c: Context) => {
  c.header('cache-control', 'no-store')
  const readiness = await ready()
  if (readiness.ready) return c.json({ status: 'ready' })
  c.header('retry-after', String(readiness.retryAfterSeconds))
  return c.json({ status: 'not ready', code: readiness.code }, 503)
}
