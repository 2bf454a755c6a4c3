/** Every way in which a service can fail to begin a session, over real sockets: each has its own code. */

import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../server/clock.ts'
import { type Proof, probeSession } from '../../server/probe.ts'
import { overWebSocket } from '../../server/upstream/websocket.ts'
import { errors } from '../../shared/error-sentences.ts'
import { selfSigned } from '../support/certificate.ts'

const open = new Set<Socket>()
const servers = new Set<Server>()
afterEach(() => {
  for (const socket of open) socket.destroy()
  for (const server of servers) server.close()
  servers.clear()
})

async function listen(server: Server): Promise<string> {
  servers.add(server)
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    // A peer that goes away in mid-handshake is what is tested here.
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers every upgrade with these bytes, and hangs up. */
async function refusing(reply: string): Promise<string> {
  const http = createHttpServer()
  http.on('upgrade', (_request, socket) => socket.end(reply))
  return `ws://${await listen(http)}`
}

const refusal = (status: number, body = '', ...headers: string[]) =>
  [`HTTP/1.1 ${status} No`, ...headers, `content-length: ${body.length}`, 'connection: close', '', body].join('\r\n')

/** Takes the connection, then does what `serve` says. */
async function accepting(serve: (socket: WebSocket) => void): Promise<string> {
  const http = createHttpServer()
  new WebSocketServer({ server: http }).on('connection', serve)
  return `ws://${await listen(http)}`
}

const prove = (url: string, { credentials = async () => ({ 'api-key': 'k' }), withinMs = 5_000 } = {}) =>
  probeSession(
    overWebSocket(async () => ({ url: new URL(url), headers: await credentials() }), {
      handshakeTimeoutMs: withinMs,
      signInTimeoutMs: withinMs,
    }),
    { modalities: ['text', 'audio'] },
    { ...systemClock, after: (ms, work) => systemClock.after(Math.min(ms, withinMs), work) },
  )

const failureOf = (proof: Proof) => (proof.ok ? undefined : proof)

describe('a service that refuses', () => {
  test.each([
    [401, 'upstream_unauthorized'],
    [403, 'upstream_forbidden'],
    [404, 'upstream_not_found'],
    [429, 'upstream_throttled'],
    [400, 'upstream_refused'],
    [500, 'upstream_unavailable'],
    [502, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
  ])('with %i is %s', async (status, code) => {
    const body = '{"error":{"code":"x","message":"Access denied."}}'
    const proof = await prove(await refusing(refusal(status, body, 'retry-after: 7', 'apim-request-id: abc')))
    expect(proof).toEqual({
      ok: false,
      code,
      detail: `HTTP ${status}: ${body} (request abc)`,
      retryAfterSeconds: 7,
    })
  })

  test('keeps its status when its text breaks off', async () => {
    const cut = refusal(403).replace('content-length: 0', 'content-length: 5000')
    expect(await prove(await refusing(`${cut}no more`))).toMatchObject({ code: 'upstream_forbidden' })
  })

  test('keeps its status when more follows than it announced', async () => {
    const http = await refusing(`${refusal(403, 'No.')}and what HTTP does not allow`)
    expect(await prove(http)).toMatchObject({ code: 'upstream_forbidden' })
  })

  test('is not listened to for long', async () => {
    const page = `${'x'.repeat(100_000)}`
    const proof = failureOf(await prove(await refusing(refusal(502, page))))
    expect(proof?.code).toBe('upstream_unavailable')
    expect(proof?.detail.length).toBeLessThan(600)
  })
})

describe('a service that cannot be reached', () => {
  test('because its name does not exist', async () => {
    expect(await prove('wss://nobody.invalid')).toMatchObject({ code: 'upstream_unknown_host' })
  })

  test('because nobody trusts its certificate', async () => {
    const address = await listen(createTlsServer(selfSigned('localhost')).on('tlsClientError', () => {}))
    expect(await prove(`wss://${address}`)).toMatchObject({
      code: 'upstream_untrusted',
      detail: expect.stringContaining('SELF_SIGNED'),
    })
  })

  test('because it does not speak TLS', async () => {
    const address = await listen(createTcpServer((socket) => socket.write('This is no TLS.\r\n')))
    expect(await prove(`wss://${address}`)).toMatchObject({ code: 'upstream_untrusted' })
  })

  test('because nobody listens', async () => {
    const server = createTcpServer()
    const address = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    servers.delete(server)
    expect(await prove(`ws://${address}`)).toMatchObject({ code: 'upstream_unreachable' })
  })

  test('because it takes the connection and says nothing', async () => {
    const address = await listen(createTcpServer())
    expect(await prove(`ws://${address}`, { withinMs: 50 })).toMatchObject({ code: 'upstream_timeout' })
  })
})

describe('a server without credentials', () => {
  const url = 'ws://127.0.0.1:9'

  test('does not dial, and keeps what the identity library says out of reach of a token', async () => {
    const credentials = () => Promise.reject(new Error('AADSTS700016 in eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2ln'))
    const proof = await prove(url, { credentials })
    expect(proof).toMatchObject({ code: 'upstream_no_credentials', detail: 'AADSTS700016 in [redacted]' })
  })

  test('does not wait for ever', async () => {
    const credentials = () => new Promise<never>(() => {})
    expect(await prove(url, { credentials, withinMs: 50 })).toMatchObject({ code: 'upstream_timeout' })
  })
})

describe('a service that takes the connection', () => {
  const error =
    '{"type":"error","error":{"type":"invalid_request_error","code":"invalid_request_error","message":"No."}}'

  test('and reports an error before it hangs up: the settings', async () => {
    const url = await accepting((socket) => {
      socket.send(error)
      socket.close(1008, 'No.')
    })
    expect(await prove(url)).toMatchObject({ code: 'upstream_rejected', detail: 'invalid_request_error: No.' })
  })

  test('and hangs up without a word', async () => {
    const url = await accepting((socket) => socket.close(1011, 'sorry'))
    expect(await prove(url)).toMatchObject({ code: 'upstream_closed_early', detail: 'close code 1011: sorry' })
  })

  test('and never accepts the settings', async () => {
    const url = await accepting((socket) => socket.send('{"type":"session.created","session":{}}'))
    expect(await prove(url, { withinMs: 50 })).toMatchObject({ code: 'upstream_timeout' })
  })

  test('and reports an error of something else before it accepts them: a proof', async () => {
    const url = await accepting((socket) => {
      socket.send('{"type":"error","error":{"type":"server_error","code":"hiccup","message":"Odd."}}')
      socket.on('message', () => socket.send('{"type":"session.updated","session":{}}'))
    })
    expect(await prove(url)).toMatchObject({ ok: true })
  })

  test('and accepts them: a proof, and the session is closed', async () => {
    let closed: Promise<number> | undefined
    const url = await accepting((socket) => {
      closed = new Promise((resolve) => socket.on('close', resolve))
      socket.on('message', (data) => {
        const { type } = JSON.parse(String(data))
        if (type === 'session.update') socket.send('{"type":"session.updated","session":{"model":"gpt-realtime"}}')
      })
    })
    expect(await prove(url)).toEqual({ ok: true, model: 'gpt-realtime' })
    expect(await closed).toBe(1000)
  })
})

test('every code that the service can cause has a sentence and a remedy of its own', () => {
  const upstream = Object.entries(errors).filter(([code]) => code.startsWith('upstream_'))
  expect(new Set(upstream.map(([, { message }]) => message)).size).toBe(upstream.length)
  for (const [, { message, remedy }] of upstream) expect(`${message} ${remedy}`).toMatch(/^[A-Z].*\. [A-Z].*\.$/)
})
