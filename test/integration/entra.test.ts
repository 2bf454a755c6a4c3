/** A server without a key, as a real process with the real identity library: in Azure, its identity is asked over HTTP. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { type Running, startServer } from '../support/processes.ts'

const TOKEN = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"oid":"an-object"}').toString('base64url')}.c2lnbmF0dXJl`

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function serveHttp(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What App Service offers to a site that has an identity. */
const identity = (asked: URL[], status: number, body: object) =>
  serveHttp((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://identity'))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })

async function voiceService(requests: IncomingMessage[]): Promise<string> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    requests.push(request)
    socket.on('message', () => socket.send('{"type":"session.updated","session":{}}'))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function startKeyless(
  service: string,
  identityEndpoint: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const server = await startServer({
    AZURE_VOICE_LIVE_ENDPOINT: service,
    AZURE_CLIENT_ID: 'the-client-id-of-an-identity',
    AZURE_TENANT_ID: '',
    IDENTITY_ENDPOINT: `${identityEndpoint}/msi/token`,
    IDENTITY_HEADER: 'a-header',
    ...env,
  })
  stops.push(server.stop)
  return server
}

describe('a server without a key', () => {
  test('sends a token of its identity in the header, asks for it once, and shows it to nobody', async () => {
    const asked: URL[] = []
    const requests: IncomingMessage[] = []
    const expires = Math.floor(Date.now() / 1000) + 24 * 3600
    const reply = {
      access_token: TOKEN,
      expires_on: String(expires),
      resource: 'https://ai.azure.com',
      token_type: 'Bearer',
    }
    const server = await startKeyless(await voiceService(requests), await identity(asked, 200, reply))
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }])

    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
    expect(requests[0]?.headers['api-key']).toBeUndefined()
    expect(requests[0]?.url).not.toContain('eyJ')
    expect(asked.map(({ searchParams }) => [searchParams.get('resource'), searchParams.get('client_id')])).toEqual([
      ['https://ai.azure.com', 'the-client-id-of-an-identity'],
    ])
    await server.stop()
    expect(server.output()).not.toContain('eyJ')
  })

  test('asks its identity directly where everything else goes through a proxy, without a word of it in NO_PROXY', async () => {
    const proxied: string[] = []
    const proxy = await serveHttp((request, response) => {
      proxied.push(request.url ?? '')
      response.writeHead(502).end()
    })
    const reply = { access_token: TOKEN, expires_on: `${Math.floor(Date.now() / 1000) + 3600}`, token_type: 'Bearer' }
    const server = await startKeyless(await voiceService([]), await identity([], 200, reply), { HTTPS_PROXY: proxy })
    const response = await fetch(`${server.url}/ready`)
    expect([proxied, response.status]).toEqual([[], 200])
    await server.stop()
  })

  test('whose identity is refused says so by code; the reason is in the log only', async () => {
    const reason = 'No User Assigned or Delegated Managed Identity found'
    const refused = await identity([], 400, { statusCode: 400, message: `${reason} for ${TOKEN}` })
    const server = await startKeyless(await voiceService([]), refused)
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'not ready', code: 'upstream_no_credentials' },
    ])
    await server.stop()
    expect(server.output()).toContain('"code":"upstream_no_credentials"')
    expect(server.output()).toContain('"kind":"credentials","detail":"')
    expect(server.output()).not.toContain('eyJ')
  })
})
