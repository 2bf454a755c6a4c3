/** The way to the service, step by step: its name, then a trusted TLS connection. */

import { lookup } from 'node:dns/promises'
import { connect } from 'node:tls'
import { messageOf } from '../../../shared/message-of.ts'
import { type Finding, fail, ok } from './finding.ts'

const WITHIN_MS = 10_000

export async function checkName({ hostname }: URL): Promise<Finding> {
  const host = hostname.replace(/^\[|\]$/g, '')
  try {
    const addresses = await lookup(host, { all: true })
    return ok('name', `${host} is ${addresses.map(({ address }) => address).join(', ')}`)
  } catch (error) {
    return fail(
      'name',
      `${host} cannot be resolved: ${messageOf(error)}`,
      'Check AZURE_VOICE_LIVE_ENDPOINT: it is on the overview page of the resource. With a private endpoint, this machine must use its DNS.',
    )
  }
}

/** No one but us looks at `url`'s certificate here; the call itself checks it again. */
export function checkTls(url: URL): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || 443)
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WITHIN_MS, ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) })
    const conclude = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    const failed = (says: string) =>
      conclude(
        fail(
          'TLS',
          says,
          'Check that the endpoint is the resource itself, and the firewall. Behind a proxy that replaces certificates, set NODE_EXTRA_CA_CERTS to the file with its certificate.',
        ),
      )
    socket.once('secureConnect', () => {
      const { issuer, valid_to } = socket.getPeerCertificate()
      const by = issuer?.O ?? issuer?.CN ?? 'an issuer that is not named'
      conclude(ok('TLS', `${socket.getProtocol()}, certificate by ${String(by)}, valid until ${valid_to}`))
    })
    socket.once('timeout', () => failed(`${host}:${port} did not answer within ${WITHIN_MS / 1000} seconds`))
    socket.once('error', (error) => failed(messageOf(error)))
  })
}
