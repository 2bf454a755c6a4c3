/** What both yardsticks need: where the service is, and a line that says where they listen, as the server's own does. */

import type { AddressInfo } from 'node:net'

export const servicePort = Number(process.env.SERVICE_PORT)

export function announce(address: AddressInfo | string | null): void {
  if (typeof address === 'object' && address) console.log(`Listening on http://localhost:${address.port}/`)
}
