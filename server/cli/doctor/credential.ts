/** Whether there is something to sign in with, and who that is, as far as its token says. */

import * as z from 'zod'
import { messageOf } from '../../../shared/message-of.ts'
import type { CredentialConfig } from '../../config/config.ts'
import { entraTokens, type TokenSource } from '../../upstream/entra.ts'
import { withoutSecrets } from '../../upstream/failure.ts'
import { type Finding, fail, ok } from './finding.ts'

/** Claims of an access token of Entra ID; a personal name is none of the doctor's business. */
const claims = z.object({
  oid: z.string().optional(),
  idtyp: z.string().optional(),
  tid: z.string().optional(),
})

/** `id` is the object id that roles are given to. */
export type Identity = Readonly<{ finding: Finding; id: string | undefined }>

export async function checkCredential(
  credential: CredentialConfig,
  tokens: TokenSource = entraTokens(credential.type === 'entra' ? credential.clientId : undefined),
): Promise<Identity> {
  if (credential.type === 'key')
    return { finding: ok('credential', 'the key in AZURE_VOICE_LIVE_API_KEY'), id: undefined }
  try {
    const { token, expiresOnTimestamp } = await tokens()
    const { oid, idtyp, tid } = claimsOf(token)
    const who = `${idtyp === 'app' ? 'an app or managed identity' : 'a user'}, object id ${oid ?? 'not told'}`
    const until = new Date(expiresOnTimestamp).toISOString()
    return { finding: ok('credential', `a token of ${who}, tenant ${tid ?? 'not told'}, until ${until}`), id: oid }
  } catch (error) {
    const said = withoutSecrets(messageOf(error))
    const remedy =
      credential.clientId === undefined
        ? 'Run az login (with --tenant if you have several), or set AZURE_VOICE_LIVE_API_KEY.'
        : 'AZURE_CLIENT_ID names a managed identity, and those exist in Azure only: unset it on your own machine and run az login.'
    return { finding: fail('credential', `no token: ${said}`, remedy), id: undefined }
  }
}

/** Reads, not verifies: the service does that. An opaque token has no claims. */
function claimsOf(token: string): z.output<typeof claims> {
  try {
    return claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
  } catch {
    return {}
  }
}
