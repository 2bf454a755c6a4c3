/** Decides from the settings who may start a session, and refuses to start a server that would be an open tap by accident. */

import { isLoopback } from '../../shared/hosts.ts'
import type { AccessPolicy } from './access.ts'
import { parseCodeHash } from './code.ts'

/** The settings that bear on access, as the environment has them. */
export type AccessSettings = Readonly<{
  host: string
  /** ACCESS: `open` lets everybody in, on purpose. */
  access: 'open' | undefined
  /** ACCESS_CODE_HASH: `scrypt:<salt>:<key>`. */
  codeHash: string | undefined
  /** TICKET_SECRET: what tickets are signed with; every instance must have the same. */
  ticketSecret: string | undefined
  /** WEBSITE_AUTH_ENABLED: App Service sets it where it signs people in. */
  signIn: boolean
  /** Whether App Service runs this server, as other variables of its own show. */
  onAppService: boolean
}>

/** Shorter secrets could be guessed from a ticket. */
const TICKET_SECRET_MIN_LENGTH = 32

/** The policy, or one sentence that says what to set. */
export function choosePolicy({
  host,
  access,
  codeHash,
  ticketSecret,
  signIn,
  onAppService,
}: AccessSettings): AccessPolicy | string {
  if (access === 'open') return { type: 'open' }
  if (codeHash !== undefined) {
    const hash = parseCodeHash(codeHash)
    if (!hash)
      return 'ACCESS_CODE_HASH must look like scrypt:<salt>:<key>; make a new one with ./azdeploy.sh code, or node infra/scripts/new-code.mjs where nothing is deployed.'
    if (ticketSecret === undefined || ticketSecret.length < TICKET_SECRET_MIN_LENGTH)
      return `ACCESS_CODE_HASH needs TICKET_SECRET beside it, at least ${TICKET_SECRET_MIN_LENGTH} random characters; for example the output of: openssl rand -base64 32`
    // Whoever changes the code voids the tickets that the old one gave.
    return { type: 'code', codeHash: hash, ticketKey: `${ticketSecret}.${codeHash}` }
  }
  if (signIn && onAppService) return { type: 'sign-in' }
  // Elsewhere no one takes that header off a request, and anybody could write a name into it.
  if (signIn)
    return 'WEBSITE_AUTH_ENABLED counts on App Service only, which sets it (and WEBSITE_SITE_NAME and WEBSITE_INSTANCE_ID) itself; unset it here, and set ACCESS_CODE_HASH and TICKET_SECRET to let in only whom you want.'
  if (isLoopback(host)) return { type: 'open' }
  return `HOST=${host} lets other machines in, and anybody could talk at your expense; set ACCESS_CODE_HASH and TICKET_SECRET (./azdeploy.sh makes both), or ACCESS=open to open the page on purpose.`
}
