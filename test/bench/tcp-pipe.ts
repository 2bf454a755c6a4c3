/** Yardstick one, a process of its own: copies bytes between a client and the service, which nothing in user space does for less. */

import { connect, createServer } from 'node:net'
import { announce, servicePort } from './yardstick.ts'

const server = createServer({ noDelay: true }, (client) => {
  const service = connect({ host: '127.0.0.1', port: servicePort, noDelay: true })
  client.pipe(service).pipe(client)
  client.on('error', () => service.destroy())
  service.on('error', () => client.destroy())
})
server.listen(0, '127.0.0.1', () => announce(server.address()))
