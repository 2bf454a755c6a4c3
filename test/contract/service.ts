/** A voice service that misbehaves on request, for what the emulator does not do. */

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export type Service = Readonly<{
  url: string
  requests: readonly IncomingMessage[]
  /** How the next connections are met. */
  behave: (behaviour: Behaviour) => void
  stop: () => void
}>

export type Behaviour = Readonly<{ refuse: number }> | Readonly<{ serve: (socket: WebSocket) => void }>

/** Refuses every upgrade with a status, or hands every socket to `serve`. */
export async function startService(): Promise<Service> {
  let behaviour: Behaviour = { refuse: 500 }
  const http = createServer()
  const requests: IncomingMessage[] = []
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    requests.push(request)
    if ('refuse' in behaviour) {
      socket.end(`HTTP/1.1 ${behaviour.refuse} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, behaviour.serve)
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    behave: (next) => {
      behaviour = next
    },
    stop: () => {
      for (const socket of sockets.clients) socket.terminate()
      http.close()
    },
  }
}

/** The settings that make a server call `service` as if it were Azure. */
export const callsTo = (service: Service): Record<string, string> => ({
  AZURE_VOICE_LIVE_ENDPOINT: service.url,
  AZURE_VOICE_LIVE_API_KEY: 'a-key-that-nobody-may-see',
})
