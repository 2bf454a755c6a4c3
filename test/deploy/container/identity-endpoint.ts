/** What App Service offers a container instead of a key: a local endpoint that hands out tokens of its managed identity. */

import { once } from 'node:events'
import { createServer } from 'node:http'

export type IdentityEndpoint = Readonly<{
  /** The variables that App Service sets, and which identity to use. */
  env: Readonly<Record<string, string>>
  /** What it was asked, as `resource client_id`. */
  asked: readonly string[]
  stop: () => void
}>

/** Protocol version 2019-08-01: the caller proves by a header that it is the container. */
export async function startIdentityEndpoint(clientId: string, token: string): Promise<IdentityEndpoint> {
  const header = 'only-the-container-knows'
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.headers['x-identity-header'] !== header) {
      response.writeHead(401).end()
      return
    }
    asked.push(`${searchParams.get('resource')} ${searchParams.get('client_id')}`)
    const expiresOn = Math.floor(Date.now() / 1000) + 3600
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ access_token: token, expires_on: String(expiresOn), token_type: 'Bearer' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    env: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: header,
      AZURE_CLIENT_ID: clientId,
    },
    asked,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
