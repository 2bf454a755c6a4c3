/** THE list of cases: what every runtime must do alike. Each runtime's test file runs all of it against its own entry. */

import { describe } from 'vitest'
import { accessCases } from './cases/access.ts'
import { callCases } from './cases/calls.ts'
import { sharedServer } from './cases/fixture.ts'
import { handshakeCases } from './cases/handshake.ts'
import { httpCases } from './cases/http.ts'
import { inputCases } from './cases/input.ts'
import { processCases } from './cases/process.ts'
import { upstreamCases } from './cases/upstream.ts'
import type { Runtime } from './runtimes.ts'

export function contract(runtime: Runtime): void {
  describe(`contract on ${runtime.name}`, () => {
    // One server stands all the abuse of the first three, so that each also proves that the ones before did no harm.
    const server = sharedServer(runtime, {
      VOICE_LIVE_INSTRUCTIONS: 'A prompt that nobody may see.',
      VOICE_LIVE_MODEL: 'gpt-4o',
      ALLOWED_HOSTS: 'voice.example',
    })
    httpCases(server)
    handshakeCases(server)
    inputCases(runtime, server)
    callCases(runtime)
    upstreamCases(runtime)
    processCases(runtime)
    accessCases(runtime)
  })
}
