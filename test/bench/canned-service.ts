/** The far end of the bench: a Voice Live service that thinks nothing and says by the clock what it was told to. */

import { type WebSocket, WebSocketServer } from 'ws'
import { follow } from './schedule.ts'
import type { Cue } from './service-turn.ts'
import { createDelays, delayOfBase64, STAMP_CHARACTERS, stamp } from './stamp.ts'

export type CannedService = Readonly<{
  port: number
  /** what came up and went down since the start, of all clients together */
  counts: () => ServiceCounts
  /** how late frames of the microphone arrived, in ms; what was asked for before is forgotten */
  takeDelaysMs: () => readonly number[]
  stop: () => void
}>
export type ServiceCounts = Readonly<{ appends: number; audioDeltas: number; audioMs: number }>

/**
 * Listens on a free port of 127.0.0.1. What client number `n` gets, from 0, is `cuesFor(n)`, timed from its `session.update`. `isStamped`:
 * sound carries when it left, both ways.
 */
export async function startCannedService(
  cuesFor: (client: number) => Iterable<Cue>,
  isStamped = false,
): Promise<CannedService> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  const counts = { appends: 0, audioDeltas: 0, audioMs: 0 }
  const delays = createDelays()
  let clients = 0

  const converse = (socket: WebSocket, client: number) =>
    follow(cuesFor(client), ({ event, audioMs }) => {
      const { delta } = event
      const stamped =
        isStamped && audioMs > 0 && typeof delta === 'string'
          ? { ...event, delta: stamp().toString('base64') + delta.slice(STAMP_CHARACTERS) }
          : event
      socket.send(JSON.stringify(stamped))
      if (audioMs > 0) counts.audioDeltas += 1
      counts.audioMs += audioMs
    })

  server.on('connection', (socket) => {
    const client = clients++
    let hush = () => {}
    socket.on('close', () => hush())
    socket.on('message', (data: Buffer) => {
      // Only looked at, not parsed: the bench shares its cores with what it measures.
      if (isAppend(data)) {
        counts.appends += 1
        if (isStamped) delays.add(delayOfBase64(data, data.indexOf(AUDIO) + AUDIO.length))
      } else if (data.toString().includes('"session.update"')) {
        socket.send(JSON.stringify({ type: 'session.updated', event_id: 'event_updated', session: {} }))
        hush = converse(socket, client)
      }
    })
    socket.send(
      JSON.stringify({
        type: 'session.created',
        event_id: 'event_created',
        session: { id: 'sess_bench', model: 'gpt-realtime' },
      }),
    )
  })

  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The canned service has no port.')
  return {
    port: address.port,
    counts: () => ({ ...counts }),
    takeDelaysMs: delays.take,
    stop: () => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

const APPEND = Buffer.from('input_audio_buffer.append')

const AUDIO = Buffer.from('"audio":"')

const isAppend = (data: Buffer): boolean => data.subarray(0, 64).includes(APPEND)
