/** Cuts a byte stream of JSON-RPC messages, each after a `Content-Length` header, into their texts. */

const END_OF_HEADER = '\r\n\r\n'

export function createFrames(receive: (text: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = rest.indexOf(END_OF_HEADER)
      const byteLength = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, Math.max(0, end)))?.[1])
      const start = end + END_OF_HEADER.length
      if (end < 0 || rest.length < start + byteLength) return
      receive(rest.toString('utf8', start, start + byteLength))
      rest = rest.subarray(start + byteLength)
    }
  }
}
