/** A page without a browser: speaks the wire by hand, so that it can also speak it wrongly. */

import WebSocket from 'ws'
import { type AnswerFrame, decodeAnswerFrame } from '../../shared/answer-frame.ts'
import type { ClientMessage } from '../../shared/client-messages.ts'
import { type ServerMessage, serverMessage } from '../../shared/messages.ts'

export type Closed = Readonly<{ code: number; reason: string }>
type Message<Type> = Extract<ServerMessage, { type: Type }>

/** What came from the server, in its order: control messages and audio frames. */
export type Heard = Readonly<{ message: ServerMessage } | { frame: AnswerFrame }>

export type Page = Readonly<{
  socket: WebSocket
  heard: readonly Heard[]
  messages: () => ServerMessage[]
  frames: () => AnswerFrame[]
  say: (message: ClientMessage) => void
  /** Sends anything, right or wrong. */
  send: (data: string | Uint8Array) => void
  /** The next message of a type that this was not asked for before; rejects when the socket closes without one. */
  next: <Type extends ServerMessage['type']>(type: Type) => Promise<Message<Type>>
  closed: Promise<Closed>
}>

/** Opens a page. Every message is held against the contract, so a wrong one fails the test that is waiting. */
export function openPage(url: string, headers: Record<string, string> = {}): Page {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  const heard: Heard[] = []
  const taken = new Map<string, number>()
  const waiting = new Set<() => void>()
  let end: Error | undefined
  const wake = () => {
    for (const check of [...waiting]) check()
  }
  const closed = new Promise<Closed>((resolve) => {
    socket.once('close', (code, reason) => {
      end ??= new Error(`the socket closed with ${code} "${reason}"`)
      resolve({ code, reason: reason.toString() })
      wake()
    })
  })
  socket.on('error', (error) => {
    end ??= error
    wake()
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      const frame = decodeAnswerFrame(new Uint8Array(data).buffer)
      if ('fault' in frame) end ??= new Error(frame.fault)
      else heard.push({ frame })
    } else {
      const read = serverMessage.safeParse(JSON.parse(data.toString()))
      if (read.success) heard.push({ message: read.data })
      else end ??= new Error(`not of the contract: ${data}`)
    }
    wake()
  })
  const messages = () => heard.flatMap((one) => ('message' in one ? [one.message] : []))
  const next = <Type extends ServerMessage['type']>(type: Type) =>
    new Promise<Message<Type>>((resolve, reject) => {
      const check = () => {
        const index = taken.get(type) ?? 0
        const found = messages().filter((message): message is Message<Type> => message.type === type)[index]
        if (!found && !end) return
        waiting.delete(check)
        if (!found) return reject(new Error(`no ${type}: ${end?.message}`))
        taken.set(type, index + 1)
        resolve(found)
      }
      waiting.add(check)
      check()
    })
  return {
    socket,
    heard,
    messages,
    frames: () => heard.flatMap((one) => ('frame' in one ? [one.frame] : [])),
    say: (message) => socket.send(JSON.stringify(message)),
    send: (data) => socket.send(data),
    next,
    closed,
  }
}

/** A page whose session is ready. */
export async function openSession(url: string): Promise<Page> {
  const page = openPage(url)
  await page.next('hello')
  page.say({ type: 'session.start' })
  await page.next('session.ready')
  return page
}
