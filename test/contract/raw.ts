/** Requests by hand, byte for byte, for what no client library would send. */

import { connect } from 'node:net'

/** Sends `bytes` and reads until the server closes, or until `enough` of the answer is there. */
export function exchange(
  port: number,
  bytes: string | Uint8Array,
  enough = (_answer: string): boolean => false,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      answer += chunk
      if (enough(answer)) socket.destroy()
    })
    // A server may well answer a mess with a reset.
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)))
    socket.on('close', () => resolve(answer))
  })
}

/** The head of an upgrade request; `headers` replace the right ones, an empty value leaves one out. */
export function upgradeRequest(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []))
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

/** The answer's status, or 0 when the server hung up without one. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

/** A masked text frame, as a client sends it (RFC 6455, 5.2); the mask is all zeros. At most 125 bytes. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}

export const headIsComplete = (answer: string): boolean => answer.includes('\r\n\r\n')
