/** Yardstick four, a process of its own: the page's wire on one side, the official SDK (@azure/ai-voicelive, its version is in package.json) on the other. */

import type { Buffer } from 'node:buffer'
import { VoiceLiveClient } from '@azure/ai-voicelive'
import { WebSocketServer } from 'ws'
import { answerFrame } from './page-wire.ts'
import { announce, servicePort } from './yardstick.ts'

const client = new VoiceLiveClient(`http://127.0.0.1:${servicePort}`, { key: 'any' })
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (page) => {
  const session = client.createSession('gpt-realtime')
  session.subscribe({
    onServerEvent: async (event) => {
      if (event.type === 'response.audio.delta' && 'delta' in event && event.delta instanceof Uint8Array)
        page.send(answerFrame(event.delta))
      else if (event.type === 'session.updated') page.send('{"type":"session.ready"}')
      else if (event.type !== 'session.created') page.send(JSON.stringify(event))
    },
    onError: async () => page.terminate(),
  })
  const connected = session.connect()
  connected.catch(() => page.terminate())
  page.send('{"type":"hello"}')
  page.on('message', (data: Buffer, isBinary) => {
    if (isBinary) session.sendAudio(new Uint8Array(data)).catch(() => page.terminate())
    else if (data.includes('"session.start"'))
      connected.then(() => session.updateSession({})).catch(() => page.terminate())
  })
  page.on('close', () => void session.dispose().catch(() => {}))
  page.on('error', () => page.terminate())
})
server.on('listening', () => announce(server.address()))
