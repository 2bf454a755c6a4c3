/** Yardstick two, a process of its own: takes WebSocket messages and sends them on unread, with the packages that our relay uses. */

import { WebSocket, WebSocketServer } from 'ws'
import { announce, servicePort } from './yardstick.ts'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (client, request) => {
  client.pause()
  const service = new WebSocket(`ws://127.0.0.1:${servicePort}${request.url}`, { perMessageDeflate: false })
  service.on('open', () => client.resume())
  client.on('message', (data, isBinary) => service.send(data, { binary: isBinary }))
  service.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
  client.on('close', () => service.terminate())
  service.on('close', () => client.terminate())
  client.on('error', () => service.terminate())
  service.on('error', () => client.terminate())
})
server.on('listening', () => announce(server.address()))
