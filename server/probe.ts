/** Proves access to the voice service with a real session: opens one, has our settings accepted, and closes it. */

import type { Clock } from '../shared/clock.ts'
import type { ErrorCode } from '../shared/errors.ts'
import { closureError } from './session/ending.ts'
import { rejectsUpdate } from './session/rejection.ts'
import type { ConnectUpstream, UpstreamSignal } from './upstream/port.ts'
import type { ClientEvent } from './voicelive/client-events.ts'

/** `detail` is what the service or the network said: for the log and the doctor, never for the page. */
export type Proof = Readonly<
  | { ok: true; model: string | undefined }
  | { ok: false; code: ErrorCode; detail: string; retryAfterSeconds: number | undefined }
>

type Session = Extract<ClientEvent, { type: 'session.update' }>['session']

/** A call gives the service as long to accept its settings; the dial has a limit of its own before it. */
const UPDATED_WITHIN_MS = 10_000

/** Never rejects. The session is closed, and every timer stopped, when this resolves. */
export function probeSession(connect: ConnectUpstream, session: Session, clock: Clock): Promise<Proof> {
  return new Promise((resolve) => {
    let proof: Proof | undefined
    let stopWaiting = () => {}
    const conclude = (found: Proof) => {
      if (proof) return
      proof = found
      stopWaiting()
      upstream.close()
      resolve(found)
    }
    const failed = (code: ErrorCode, detail: string, retryAfterSeconds?: number) =>
      conclude({ ok: false, code, detail, retryAfterSeconds })

    const receive = (signal: UpstreamSignal) => {
      switch (signal.type) {
        case 'waiting':
          // Calls go first. A sign-in says by itself when it fails.
          if (signal.reason === 'turn') failed('upstream_throttled', 'the new connections of this minute are used up')
          break
        case 'opened':
          stopWaiting = clock.after(UPDATED_WITHIN_MS, () => failed('upstream_timeout', 'no session.updated'))
          upstream.send(JSON.stringify({ type: 'session.update', event_id: 'update-probe', session }), 'control')
          break
        case 'event':
          if (signal.event.type === 'session.updated')
            conclude({ ok: true, model: signal.event.session.model ?? undefined })
          else if (signal.event.type === 'error' && rejectsUpdate(signal.event.error))
            failed(
              'upstream_rejected',
              [signal.event.error.code, signal.event.error.message].filter(Boolean).join(': '),
            )
          break
        case 'closed': {
          const { closure } = signal
          const retryAfterSeconds = closure.kind === 'refused' ? closure.retryAfterSeconds : undefined
          failed(closureError(closure, false), describe(closure), retryAfterSeconds)
        }
      }
    }
    const upstream = connect(receive)
  })
}

function describe(closure: Extract<UpstreamSignal, { type: 'closed' }>['closure']): string {
  switch (closure.kind) {
    case 'refused':
      return [`HTTP ${closure.status}`, closure.detail].filter(Boolean).join(': ')
    case 'closed':
      return [`close code ${closure.code}`, closure.reason].filter(Boolean).join(': ')
    case 'timeout':
      return 'no answer in time'
    default:
      return closure.detail
  }
}
