/** The target of the emulator that runs inside this server: the same wire as Azure, over loopback. */

import { type Query, realtimeUrl, type Target } from './target.ts'

/** `origin` is asked for every dial, because the port is known only once the server listens. The key may be any. */
export const emulatorTarget =
  (origin: () => URL, apiVersion: string, query: Query): Target =>
  async (asked) => ({ url: realtimeUrl(origin(), apiVersion, query, asked), headers: { 'api-key': 'emulator' } })
