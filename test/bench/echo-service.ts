/** A Voice Live service that thinks for no time at all: what it hears a burst in, it answers in the same turn of its loop. */

import { type WebSocket, WebSocketServer } from 'ws'
import { answerOf, type Piece } from './service-turn.ts'

/** A burst begins with a sample louder than this, after `PAUSE_SAMPLES` of less. */
const LOUD = 3_000
const PAUSE_SAMPLES = 2_400

export type EchoService = Readonly<{ port: number; stop: () => void }>

/** `answer` is the sound of every answer, as one delta. */
export async function startEchoService(answer: Piece): Promise<EchoService> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => converse(socket, answer))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The echo service has no port.')
  return {
    port: address.port,
    stop: () => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

function converse(socket: WebSocket, answer: Piece): void {
  const send = (event: object) => socket.send(JSON.stringify(event))
  const isBurst = createDetector()
  let answers = 0
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString())
    if (event.type === 'session.update') send({ type: 'session.updated', event_id: 'event_updated', session: {} })
    if (event.type !== 'input_audio_buffer.append' || !isBurst(Buffer.from(event.audio, 'base64'))) return
    for (const cue of answerOf(answers++, [answer], answer.audioMs)) send(cue.event)
  })
  send({ type: 'session.created', event_id: 'event_created', session: { id: 'sess_echo', model: 'gpt-realtime' } })
}

function createDetector(): (pcm: Buffer) => boolean {
  let quiet = PAUSE_SAMPLES
  return (pcm) => {
    let found = false
    for (let at = 0; at + 1 < pcm.length; at += 2) {
      const isLoud = Math.abs(pcm.readInt16LE(at)) > LOUD
      found ||= isLoud && quiet >= PAUSE_SAMPLES
      quiet = isLoud ? 0 : quiet + 1
    }
    return found
  }
}
