/** One server for a group of cases. */

import { afterAll, beforeAll, expect } from 'vitest'
import { type Runtime, type Server, startServer } from '../runtimes.ts'

/** Starts a server before the cases and ends it behind them; ask for it inside a case. */
export function sharedServer(runtime: Runtime, env: Readonly<Record<string, string>> = {}): () => Server {
  let server: Server | undefined
  beforeAll(async () => {
    server = await startServer(runtime, env)
  })
  afterAll(async () => {
    await server?.kill()
  })
  return () => {
    if (!server) throw new Error('the server did not start')
    return server
  }
}

/** Polls /status, which no event announces, until no call is left. */
export async function untilNoCall(server: Server): Promise<void> {
  await expect.poll(async () => (await (await fetch(`${server.http}/status`)).json()).activeCalls).toBe(0)
}
