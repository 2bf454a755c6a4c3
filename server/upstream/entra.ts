/** Signs in with Entra ID. The library is loaded at the first sign-in, because it costs half a second and 40 MB that a key does not need. */

import process from 'node:process'
import type { Credential } from './azure.ts'

/** What the SDK of the service asks for (protocol reference 1.4). */
const SCOPE = 'https://ai.azure.com/.default'

/** The SDK of the service renews as early. */
const RENEW_BEFORE_MS = 5 * 60_000

/** Developer tools start slowly, but they do start; past this they hang. */
const TOOL_WITHIN_MS = 20_000
const TOKEN_WITHIN_MS = 60_000

export type Token = Readonly<{ token: string; expiresOnTimestamp: number }>

/** Rejects when no one is signed in. */
export type TokenSource = () => Promise<Token>

type Library = Pick<typeof import('@azure/identity'), 'DefaultAzureCredential' | 'ManagedIdentityCredential'>

/**
 * The managed identity `clientId` where there is one, as in Azure; otherwise whoever is signed in on this machine: the environment,
 * a workload identity, the Azure CLI, and what else `DefaultAzureCredential` knows.
 */
export function entraTokens(
  clientId: string | undefined,
  load: () => Promise<Library> = () => import('@azure/identity'),
): TokenSource {
  let loaded: ReturnType<typeof signIn> | undefined
  return async () => {
    if (!loaded) {
      loaded = signIn(clientId, load)
      // What could not be read once (no file descriptor left) is read again by the next.
      loaded.catch(() => {
        loaded = undefined
      })
    }
    const token = await (await loaded).getToken(SCOPE, { abortSignal: AbortSignal.timeout(TOKEN_WITHIN_MS) })
    if (!token) throw new Error('The identity gave no token.')
    return token
  }
}

/** Where Azure tells a machine of its identity (IMDS), and this machine itself. */
const OWN = ['169.254.169.254', '127.0.0.1', 'localhost']

/**
 * What NO_PROXY must be for the library, which asks a proxy even for the identity of this machine, over plain HTTP. App Service and
 * Container Apps name another host for it in IDENTITY_ENDPOINT. The library reads no list of its own, so this one is put in its way.
 */
export function noProxyForIdentity(env: Readonly<Record<string, string | undefined>>): string {
  const { IDENTITY_ENDPOINT = '', NO_PROXY, no_proxy } = env
  const named = URL.canParse(IDENTITY_ENDPOINT) ? [new URL(IDENTITY_ENDPOINT).hostname] : []
  return [NO_PROXY || no_proxy, ...new Set([...OWN, ...named])].filter(Boolean).join(',')
}

async function signIn(clientId: string | undefined, load: () => Promise<Library>) {
  process.env.NO_PROXY = noProxyForIdentity(process.env)
  const { DefaultAzureCredential, ManagedIdentityCredential } = await load()
  return clientId === undefined
    ? new DefaultAzureCredential({ processTimeoutInMs: TOOL_WITHIN_MS })
    : new ManagedIdentityCredential({ clientId })
}

/**
 * An `Authorization` header with a token of `source`. Any number of calls share one request. Near its expiry a token still serves
 * while the next one is fetched, so that no call waits for it; when that fails, the next call tries again. One that the service refuses
 * is forgotten: somebody may have signed in otherwise since, and a clock that was set back would keep it for too long.
 */
export function bearerCredential(source: TokenSource, nowMs: () => number): Credential {
  let current: Token | undefined
  let renewal: Promise<Token> | undefined

  const renew = (): Promise<Token> => {
    renewal ??= source()
      .then((token) => {
        current = token
        return token
      })
      .finally(() => {
        renewal = undefined
      })
    return renewal
  }

  const token = async (): Promise<Token> => {
    const leftMs = current ? current.expiresOnTimestamp - nowMs() : 0
    if (!current || leftMs <= 0) return renew()
    if (leftMs < RENEW_BEFORE_MS) renew().catch(() => {})
    return current
  }
  return async () => {
    const shown = await token()
    const refused = () => {
      if (current === shown) current = undefined
    }
    return { headers: { authorization: `Bearer ${shown.token}` }, refused }
  }
}
