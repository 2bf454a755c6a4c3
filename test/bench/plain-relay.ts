/** Yardstick three, a process of its own: the page's wire on one side and the service's on the other, with `ws` and without a check of anything. */

import { Buffer } from 'node:buffer'
import { WebSocket, WebSocketServer } from 'ws'
import { answerFrame } from './page-wire.ts'
import { announce, servicePort } from './yardstick.ts'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (page) => {
  const service = new WebSocket(`ws://127.0.0.1:${servicePort}/voice-live/realtime`, { perMessageDeflate: false })
  service.on('open', () => page.send('{"type":"hello"}'))
  page.on('message', (data: Buffer, isBinary) => {
    if (isBinary) service.send(`{"type":"input_audio_buffer.append","audio":"${data.toString('base64')}"}`)
    else if (data.includes('"session.start"')) service.send('{"type":"session.update","session":{}}')
  })
  service.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString())
    if (event.type === 'response.audio.delta') page.send(answerFrame(Buffer.from(event.delta, 'base64')))
    else if (event.type === 'session.updated') page.send('{"type":"session.ready"}')
    else if (event.type !== 'session.created') page.send(JSON.stringify(event))
  })
  for (const [one, other] of [
    [page, service],
    [service, page],
  ] as const) {
    one.on('close', () => other.terminate())
    one.on('error', () => other.terminate())
  }
})
server.on('listening', () => announce(server.address()))
