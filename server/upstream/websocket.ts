/** The port's one implementation: `ws` as the client, for it sends headers, reports a refused upgrade and can be paused on all three runtimes. */

import { Buffer } from 'node:buffer'
import type { ClientOptions, RawData } from 'ws'
import type { Clock } from '../../shared/clock.ts'
import { systemClock } from '../clock.ts'
import { parseServerEvent } from '../voicelive/parse.ts'
import { failureOf, isTooSlow, noCredentials, readRefusal } from './failure.ts'
import { createPacing } from './pacing.ts'
import type { Caller, Closure, ConnectUpstream, UpstreamSignal } from './port.ts'
import { type OutgoingProxy, placeOf, tunnelTo } from './proxy.ts'
import type { Target } from './target.ts'
import { USER_AGENT } from './user-agent.ts'
import { createWatch } from './watch.ts'
import { WebSocket } from './ws.ts'

/**
 * Room for a `session.updated` with long instructions and for large deltas: the service's exceed 1 MiB at times. Reading one of 2 MiB
 * takes some 20 ms; what a service that sends nothing else costs other calls is in docs/performance.md (`npm run bench -- lag`).
 */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024

/** Four seconds of microphone audio as base64 (64 000 characters a second): older sound than that is not worth sending. */
const AUDIO_QUEUE_BYTES = 256 * 1024

/** Far more than a call's commands can fill: past it, the connection is dead. */
const CONTROL_QUEUE_BYTES = 4 * 1024 * 1024

/** A sign-in that takes longer is told of. */
const SIGN_IN_PATIENCE_MS = 3_000

/** The sign-in has a limit of its own (entra.ts), and says why it failed; this is for one that never ends. */
const SIGN_IN_WITHIN_MS = 75_000

export type DialOptions = Readonly<{
  handshakeTimeoutMs?: number
  signInTimeoutMs?: number
  /** the proxy of the machine, through which the service is dialled */
  proxy?: OutgoingProxy | undefined
  clock?: Clock
  /** the time of day, for a service that says as a date when it takes calls again */
  unixMs?: () => number
  /** opens a socket; with the package `ws`, unless a whole network is simulated */
  open?: (url: URL, options: ClientOptions) => WebSocket
  /** Hears of what our own code threw in a callback of a connection. Only that connection ends by it. */
  failed?: (error: unknown, caller: Caller | undefined) => void
}>

/** Dials `target` for each call. Ten seconds for DNS, TCP, TLS and upgrade together; a sign-in before that takes its own time. */
export function overWebSocket(
  target: Target,
  {
    handshakeTimeoutMs = 10_000,
    signInTimeoutMs = SIGN_IN_WITHIN_MS,
    proxy,
    clock = systemClock,
    unixMs = Date.now,
    open = (url, options) => new WebSocket(url, options),
    failed = () => {},
  }: DialOptions = {},
): ConnectUpstream {
  return (emit, caller) => {
    let socket: WebSocket | undefined
    let state: 'connecting' | 'refused' | 'open' | 'over' = 'connecting'
    let stopPacing = () => {}

    /** Everything that runs later runs in here: what is thrown ends this connection, and nothing else. */
    const fenced =
      <Arguments extends readonly unknown[]>(work: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        try {
          work(...given)
        } catch (error) {
          failed(error, caller)
          give(() => drop({ kind: 'closed', code: 1006, reason: 'a failure of the relay' }))
        }
      }
    /** The last words of a connection whose listener has thrown already. */
    const give = (last: () => void): void => {
      try {
        last()
      } catch (error) {
        failed(error, caller)
      }
    }
    const tell = (signal: UpstreamSignal) => {
      if (state !== 'over') emit(signal)
    }
    const finish = (closure: Closure) => {
      stopWaiting()
      watch.stop()
      stopPacing()
      if (state === 'over') return
      state = 'over'
      emit({ type: 'closed', closure })
    }
    const drop = (closure: Closure) => {
      try {
        finish(closure)
      } finally {
        socket?.terminate()
      }
    }
    let isSigningIn = false
    let stopWaiting = clock.after(
      Math.min(SIGN_IN_PATIENCE_MS, signInTimeoutMs),
      fenced(() => {
        isSigningIn = true
        stopWaiting = clock.after(
          signInTimeoutMs - SIGN_IN_PATIENCE_MS,
          fenced(() => drop({ kind: 'timeout' })),
        )
        tell({ type: 'waiting', reason: 'sign-in' })
      }),
    )

    const isFull = () => socket !== undefined && socket.bufferedAmount > AUDIO_QUEUE_BYTES
    const watch = createWatch(
      { ...clock, after: (ms, work) => clock.after(ms, fenced(work)) },
      { ping: () => socket?.ping(), isFull, lost: (detail) => drop({ kind: 'silent', detail }) },
    )

    const dial = ({ url, headers }: Awaited<ReturnType<Target>>) => {
      if (state === 'over') return
      stopWaiting()
      stopWaiting = clock.after(
        handshakeTimeoutMs,
        fenced(() => drop({ kind: 'timeout' })),
      )
      if (isSigningIn) tell({ type: 'dialling' })
      const tunnel = tunnelTo(url, proxy)
      // One message per turn of the event loop: a flood on one connection leaves the others their turns.
      const dialled = open(url, {
        ...(tunnel ? { agent: tunnel.agent } : {}),
        headers: { ...headers, 'user-agent': USER_AGENT, ...nameOf(caller) },
        perMessageDeflate: false,
        maxPayload: MAX_PAYLOAD_BYTES,
        allowSynchronousEvents: false,
      })
      socket = dialled
      const pacing = createPacing(clock, { pause: () => dialled.pause(), resume: () => dialled.resume() })
      stopPacing = pacing.stop
      const on = <Arguments extends readonly unknown[]>(event: string, hear: (...given: Arguments) => void) =>
        dialled.on(event, fenced(hear))
      on('open', () => {
        stopWaiting()
        if (state !== 'connecting') return
        state = 'open'
        watch.start()
        tell({ type: 'opened' })
      })
      on('message', (data: RawData) => {
        watch.read()
        if (Buffer.isBuffer(data)) pacing.read(data.byteLength)
        tell({ type: 'event', event: parseServerEvent(data.toString()) })
      })
      on('ping', () => pacing.read(0))
      on('pong', watch.pong)
      on('unexpected-response', (_request: unknown, response: Parameters<typeof readRefusal>[0]) => {
        if (state !== 'connecting') return
        stopWaiting()
        const refusal = tunnel?.refusal()
        if (refusal !== undefined) return drop({ kind: 'unreachable', detail: refusal })
        state = 'refused'
        readRefusal(response, { clock, unixMs }, fenced(drop))
      })
      on('error', (error: Error) => {
        if (state === 'connecting') drop(tunnel && proxy ? throughProxy(failureOf(error), proxy) : failureOf(error))
        else if (state === 'open') drop({ kind: 'closed', code: 1006, reason: error.message })
      })
      on('close', (code: number, reason: Buffer) => {
        if (state !== 'refused') finish({ kind: 'closed', code, reason: reason.toString() })
      })
    }
    // A promise of its own, for a target may throw before it gives one.
    new Promise<Awaited<ReturnType<Target>>>((resolve) => resolve(target({ conversation: caller?.conversation }))).then(
      fenced((found) => {
        try {
          dial(found)
        } catch (error) {
          drop(undialled(error))
        }
      }),
      fenced((error: unknown) => finish(isTooSlow(error) ? { kind: 'timeout' } : noCredentials(error))),
    )

    return {
      send: (json, kind) => {
        if (state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false
        if (kind === 'audio' && isFull()) {
          watch.full()
          return false
        }
        if (socket.bufferedAmount > CONTROL_QUEUE_BYTES) {
          drop({ kind: 'closed', code: 1006, reason: 'the service stopped reading' })
          return false
        }
        if (kind === 'audio') watch.taken()
        socket.send(json)
        return true
      },
      close: () => {
        const opened = state === 'open'
        finish({ kind: 'closed', code: 1000, reason: 'closed by the relay' })
        if (opened) socket?.close(1000)
        else socket?.terminate()
      },
    }
  }
}

/** Azure's own clients name their requests so; ours have the id under which the log has the call. */
const nameOf = (caller: Caller | undefined) => (caller ? { 'x-ms-client-request-id': caller.call } : {})

/** With a proxy in between, its name or its connection may be what failed. */
const throughProxy = (closure: Closure, proxy: OutgoingProxy): Closure =>
  'detail' in closure
    ? { ...closure, detail: `${closure.detail ?? ''} (through the proxy ${placeOf(proxy)})` }
    : closure

/** What cannot even be dialled: nearly always a header with a character that no header may have. */
const undialled = (error: unknown): Closure =>
  error instanceof Error && !/header/i.test(error.message) ? failureOf(error) : noCredentials(error)
