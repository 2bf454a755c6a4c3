/** Where to dial and with which credentials; Azure and the emulator differ in nothing else. */

/** Resolved anew for every dial, for tokens expire. */
export type Target = () => Promise<Readonly<{ url: URL; headers: Readonly<Record<string, string>> }>>

/** Parameters of the address that choose the model, or the Foundry agent (protocol reference 1.3). */
export type Query = Readonly<Record<string, string>>

/** Path of the service (protocol reference 1.1): the same on every host, whatever path an endpoint carries. */
export function realtimeUrl(origin: URL, apiVersion: string, query: Query): URL {
  const url = new URL('/voice-live/realtime', origin)
  url.searchParams.set('api-version', apiVersion)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}
