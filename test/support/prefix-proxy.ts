/** A proxy that serves another server under a path, as JupyterHub and code-server do; WebSockets included. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** Serves `http://127.0.0.1:port` below `prefix`, which begins and ends with a slash; nothing outside of it is found. */
export async function startPrefixProxy(port: number, prefix: string) {
  const inside = ({ url = '' }: IncomingMessage) => (url.startsWith(prefix) ? url.slice(prefix.length - 1) : undefined)
  const proxy = createServer((asked, answer) => {
    const path = inside(asked)
    if (path === undefined) return answer.writeHead(404).end()
    const forward = request({ port, path, method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer)
    })
    return asked.pipe(forward)
  })
  proxy.on('upgrade', (asked: IncomingMessage, socket) => {
    const path = inside(asked)
    if (path === undefined) return socket.destroy()
    const upstream = connect(port, '127.0.0.1')
    const pairs = asked.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
    upstream.write(`GET ${path} HTTP/1.1\r\n${pairs.join('')}\r\n`)
    for (const end of [socket, upstream]) end.on('error', () => end.destroy())
    return socket.pipe(upstream).pipe(socket)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${prefix}`,
    stop: async () => {
      proxy.closeAllConnections()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
