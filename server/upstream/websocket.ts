/** The port's one implementation: `ws` as the client, for it sends headers and reports a refused upgrade on all three runtimes. */

import WebSocket from 'ws'
import { parseServerEvent } from '../voicelive/parse.ts'
import { failureOf, noCredentials, readRefusal } from './failure.ts'
import type { Closure, ConnectUpstream, UpstreamSignal } from './port.ts'
import type { Target } from './target.ts'

/** Room for a `session.updated` with long instructions and for large deltas; parsing so much holds up the other calls for some 100 ms (measured). */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024

/** Four seconds of microphone audio as base64 (64 000 characters a second): older sound than that is not worth sending. */
const AUDIO_QUEUE_BYTES = 256 * 1024

/** Far more than a call's commands can fill: past it, the connection is dead. */
const CONTROL_QUEUE_BYTES = 4 * 1024 * 1024

export type DialOptions = Readonly<{ handshakeTimeoutMs?: number }>

/** Dials `target` for each call. Ten seconds for credentials, DNS, TCP, TLS and upgrade together. */
export function overWebSocket(target: Target, { handshakeTimeoutMs = 10_000 }: DialOptions = {}): ConnectUpstream {
  return (emit, caller) => {
    let socket: WebSocket | undefined
    let state: 'connecting' | 'refused' | 'open' | 'over' = 'connecting'

    const tell = (signal: UpstreamSignal) => {
      if (state !== 'over') emit(signal)
    }
    const finish = (closure: Closure) => {
      clearTimeout(timer)
      if (state === 'over') return
      state = 'over'
      emit({ type: 'closed', closure })
    }
    const drop = (closure: Closure) => {
      finish(closure)
      socket?.terminate()
    }
    const timer = setTimeout(
      () => drop(socket ? { kind: 'timeout' } : noCredentials(`none within ${handshakeTimeoutMs} ms`)),
      handshakeTimeoutMs,
    )

    const dial = ({ url, headers }: Awaited<ReturnType<Target>>) => {
      if (state === 'over') return
      const { call, conversation } = caller ?? {}
      if (conversation !== undefined) url.searchParams.set('conversation-id', conversation)
      // Azure's own clients name their requests so; ours have the id under which the log has the call.
      const named = call === undefined ? headers : { ...headers, 'x-ms-client-request-id': call }
      // One message per turn of the event loop: a flood on one connection leaves the others their turns.
      const dialled = new WebSocket(url, {
        headers: named,
        perMessageDeflate: false,
        maxPayload: MAX_PAYLOAD_BYTES,
        allowSynchronousEvents: false,
      })
      socket = dialled
      dialled.on('open', () => {
        clearTimeout(timer)
        if (state !== 'connecting') return
        state = 'open'
        tell({ type: 'opened' })
      })
      dialled.on('message', (data) => tell({ type: 'event', event: parseServerEvent(data.toString()) }))
      dialled.on('unexpected-response', (_request, response) => {
        if (state !== 'connecting') return
        clearTimeout(timer)
        state = 'refused'
        readRefusal(response, drop)
      })
      dialled.on('error', (error) => {
        if (state === 'connecting') drop(failureOf(error))
        else if (state === 'open') drop({ kind: 'closed', code: 1006, reason: error.message })
      })
      dialled.on('close', (code, reason) => {
        if (state !== 'refused') finish({ kind: 'closed', code, reason: reason.toString() })
      })
    }
    target().then(dial, (error: unknown) => finish(noCredentials(error)))

    return {
      send: (json, kind) => {
        if (state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false
        if (kind === 'audio' && socket.bufferedAmount > AUDIO_QUEUE_BYTES) return false
        if (socket.bufferedAmount > CONTROL_QUEUE_BYTES) {
          drop({ kind: 'closed', code: 1006, reason: 'the service stopped reading' })
          return false
        }
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
