/** Where a browser on this machine finds the server. */

import { connect } from 'node:net'

/** No one on this machine takes longer to answer. */
const ANSWER_WITHIN_MS = 250

/** Where this machine reaches the server: a server that listens everywhere is asked on loopback. */
export function authorityOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${name}:${port}`
}

/** What to open: `localhost`, unless that is another program, because browsers try `::1` first and this server is not there. */
export async function placeToOpen(host: string, port: number, answers = isAnswering): Promise<string> {
  const place = authorityOf(host, port)
  const isOther = !host.includes(':') && place.startsWith('127.0.0.1:') && (await answers('::1', port))
  return isOther ? place : place.replace('127.0.0.1', 'localhost')
}

/** Whether a program listens there. */
export const isAnswering = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_WITHIN_MS })
    const settle = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
