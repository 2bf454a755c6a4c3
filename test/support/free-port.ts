/** A port that nobody has now, for what cannot take one by itself, or cannot say which it took. */

import { type AddressInfo, createServer } from 'node:net'

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const holder = createServer().listen(0, '127.0.0.1', () => {
      const { port } = holder.address() as AddressInfo
      holder.close(() => resolve(port))
    })
  })
