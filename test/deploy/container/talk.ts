/** A page without a browser: opens a session, types a question, and collects the answer that is spoken back. */

import WebSocket from 'ws'
import { decodeAnswerFrame } from '../../../shared/answer-frame.ts'
import type { ClientMessage } from '../../../shared/messages.ts'
import { serverMessage } from '../../../shared/messages.ts'

export type Talk = Readonly<{
  /** Asks by text and resolves when the answer is complete. */
  ask: (text: string) => Promise<{ text: string; samples: number }>
  /** Close code of the socket, once it is closed by the other side. */
  closed: Promise<number>
}>

/** Resolves when the session is ready. `headers` may carry a session ticket. Rejects with the server's own sentence. */
export function startTalk(origin: string, headers: Readonly<Record<string, string>> = {}): Promise<Talk> {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws`, { headers: { origin, ...headers } })
  socket.binaryType = 'arraybuffer'
  const send = (message: ClientMessage): void => socket.send(JSON.stringify(message))
  let samples = 0
  let answered = (_: { text: string; samples: number }) => {}

  return new Promise((resolve, reject) => {
    const closed = new Promise<number>((end) => socket.on('close', end))
    closed.then((code) => reject(new Error(`the server closed the socket with ${code}`)))
    socket.on('error', reject)
    socket.on('message', (data: ArrayBuffer | Buffer, isBinary) => {
      if (isBinary) {
        const frame = decodeAnswerFrame(data as ArrayBuffer)
        if ('fault' in frame) reject(new Error(frame.fault))
        else samples += frame.pcm.length
        return
      }
      const message = serverMessage.parse(JSON.parse(Buffer.from(data as ArrayBuffer).toString()))
      if (message.type === 'hello') send({ type: 'session.start' })
      if (message.type === 'ping') send({ type: 'pong', nonce: message.nonce })
      if (message.type === 'error') reject(new Error(`${message.code}: ${message.message}`))
      if (message.type === 'answer.done') answered({ text: message.text, samples })
      if (message.type === 'session.ready')
        resolve({
          closed,
          ask: (text) => {
            samples = 0
            send({ type: 'text.send', text })
            return new Promise((done) => {
              answered = done
            })
          },
        })
    })
  })
}
