/** Where to dial and with which credentials; Azure and the emulator differ in nothing else. */

import type { Asked } from './port.ts'

/** What a dial shows the service. `refused`: it was not accepted, and the next dial had better show something else. */
export type Credentials = Readonly<{ headers: Readonly<Record<string, string>>; refused?: () => void }>

/** Made again for every dial: tokens expire, and what one call asks for must never be in the address of another. */
export type Target = (asked: Asked) => Promise<Readonly<{ url: URL }> & Credentials>

/** Parameters of the address that choose the model, or the Foundry agent (protocol reference 1.3). */
export type Query = Readonly<Record<string, string>>

/** Path of the service (protocol reference 1.1), the same on every host; a gateway in front may have put its own before it. */
const SERVICE_PATH = '/voice-live/realtime'

/** A new URL. `endpoint` may have a path, which stays in front. */
export function realtimeUrl(endpoint: URL, apiVersion: string, query: Query, { conversation }: Asked): URL {
  const prefix = endpoint.pathname.replace(/\/+$/, '')
  const url = new URL(`${prefix}${SERVICE_PATH}`, endpoint)
  url.searchParams.set('api-version', apiVersion)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  if (conversation !== undefined) url.searchParams.set('conversation-id', conversation)
  return url
}
