/** A WebSocket client in a few lines (RFC 6455), for a Node that has none of its own or cannot send a cookie with it. */

import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { request as requestSecurely } from 'node:https'

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10
/** A close without a code. */
const NO_CODE = 1005

/** What goes up is masked and whole; nothing of ours is longer than 65,535 bytes. */
function frameOf(opcode, payload) {
  const mask = randomBytes(4)
  const long = payload.length > 125
  const head = [0x80 | opcode, 0x80 | (long ? 126 : payload.length)]
  if (long) head.push(payload.length >> 8, payload.length & 255)
  return Buffer.concat([Buffer.from(head), mask, payload.map((byte, index) => byte ^ mask[index % 4])])
}

/** The first frame of what came in, or nothing while it is not whole. */
function firstFrame(bytes) {
  if (bytes.length < 2) return undefined
  const short = bytes[1] & 127
  const start = { 126: 4, 127: 10 }[short] ?? 2
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < start + length) return undefined
  const payload = bytes.subarray(start, start + length)
  return { last: (bytes[0] & 0x80) !== 0, opcode: bytes[0] & 15, payload, rest: bytes.subarray(start + length) }
}

/** `url` is http(s); `on` has text, binary, close(code) and error(error). After `close()` nothing is called any more. */
export function openSocket(url, headers, on) {
  let wire
  let closed = false
  let bytes = Buffer.alloc(0)
  let parts = []
  let kind = 0

  const tell = (name, value) => {
    if (closed) return
    if (name === 'close' || name === 'error') close()
    on[name](value)
  }
  const send = (opcode, payload) => {
    if (wire?.writable) wire.write(frameOf(opcode, payload))
  }
  const close = () => {
    closed = true
    send(CLOSE, Buffer.from([3, 232]))
    wire?.end()
    asked.destroy()
  }

  const take = ({ last, opcode, payload }) => {
    if (opcode === CLOSE) return tell('close', payload.length < 2 ? NO_CODE : payload.readUInt16BE(0))
    if (opcode === PING) return send(PONG, payload)
    if (opcode === PONG) return
    if (opcode !== 0) kind = opcode
    parts.push(payload)
    if (!last) return
    const whole = Buffer.concat(parts)
    parts = []
    if (kind === TEXT) tell('text', whole.toString())
    if (kind === BINARY) tell('binary', whole)
  }

  const asked = (url.protocol === 'https:' ? requestSecurely : request)(url, {
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': 13,
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  })
  asked.on('error', (error) => tell('error', error))
  asked.on('response', ({ statusCode }) => tell('error', new Error(`Unexpected server response: ${statusCode}`)))
  asked.on('upgrade', (_response, socket, head) => {
    wire = socket
    const read = (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      for (let frame = firstFrame(bytes); frame; frame = firstFrame(bytes)) {
        bytes = frame.rest
        take(frame)
      }
    }
    socket.on('data', read)
    socket.on('error', (error) => tell('error', error))
    socket.on('end', () => tell('close', 1006))
    if (head.length > 0) read(head)
  })
  asked.end()
  return {
    sendText: (text) => send(TEXT, Buffer.from(text)),
    sendBinary: (payload) => send(BINARY, payload),
    close,
  }
}
