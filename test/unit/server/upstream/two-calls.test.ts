/** Two calls of a Foundry agent on one Azure target, over real sockets, and a loss: neither ever gets the other's conversation. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../../../server/clock.ts'
import { startCall } from '../../../../server/relay/call.ts'
import { apiKeyCredential, azureTarget } from '../../../../server/upstream/azure.ts'
import { overWebSocket } from '../../../../server/upstream/websocket.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { options } from '../session/drive.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

type Dialled = { call: string; conversation: string | null; socket: WebSocket }

/** A service whose agent opens a conversation of its own for every session that names none. */
async function agentService() {
  const dialled: Dialled[] = []
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, { url = '', headers }) => {
    const conversation = new URL(url, 'ws://service').searchParams.get('conversation-id')
    const call = String(headers['x-ms-client-request-id'])
    dialled.push({ call, conversation, socket })
    const agent = { type: 'agent', name: 'a', agent_id: 'a', thread_id: conversation ?? `thread of ${call}` }
    socket.on('message', () => {
      socket.send(JSON.stringify({ type: 'session.created', session: { agent } }))
      socket.send(JSON.stringify({ type: 'session.updated', session: { agent } }))
    })
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return { url: new URL(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`), dialled }
}

test('two calls never meet', async () => {
  const { url, dialled } = await agentService()
  const target = azureTarget(url, '2026-07-15', { 'agent-name': 'a', 'agent-project-name': 'p' }, apiKeyCredential('k'))
  const connect = overWebSocket(target)
  const call = (name: string) => {
    const told: string[] = []
    const started = startCall({
      session: { ...options, call: name },
      page: {
        send: (data) => {
          if (typeof data === 'string') told.push((JSON.parse(data) as ServerMessage).type)
          return true
        },
        close: () => {},
        acknowledge: () => [],
        resume: () => {},
      },
      connect,
      runTool: async () => ({ ok: true, output: '' }),
      log: () => {},
      clock: systemClock,
      onEnd: () => {},
    })
    stops.push(started.pageClosed)
    started.onMessage('{"type":"session.start"}')
    return told
  }
  const conversationsOf = (name: string) =>
    dialled.filter((one) => one.call === name).map(({ conversation }) => conversation)
  const until = (told: readonly string[], type: string) => expect.poll(() => told).toContain(type)

  const ana = call('ana')
  await until(ana, 'session.ready')
  dialled[0]?.socket.terminate()
  await until(ana, 'service.resumed')
  const bea = call('bea')
  await until(bea, 'session.ready')
  dialled.find((one) => one.call === 'bea')?.socket.terminate()
  await until(bea, 'service.resumed')
  const cid = call('cid')
  await until(cid, 'session.ready')

  expect(conversationsOf('ana')).toEqual([null, 'thread of ana'])
  expect(conversationsOf('bea')).toEqual([null, 'thread of bea'])
  expect(conversationsOf('cid')).toEqual([null])
})
