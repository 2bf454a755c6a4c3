/** A real session with the configured service, and what to do when there is none. */

import { errors } from '../../../shared/error-sentences.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { Agent } from '../../agent/load.ts'
import { systemClock } from '../../clock.ts'
import type { ServiceConfig } from '../../config/config.ts'
import { probeSession } from '../../probe.ts'
import { proxyOf, targetOf } from '../../service.ts'
import { overWebSocket } from '../../upstream/websocket.ts'
import { type Finding, fail, ok } from './finding.ts'

/** `origin` is that of the emulator where it is the service; `id` is the object id of who signs in. */
export async function checkSession(
  service: ServiceConfig,
  agent: Agent,
  { origin, id }: Readonly<{ origin?: URL; id?: string | undefined }>,
): Promise<Finding> {
  const target = targetOf(service, agent.query, () => origin ?? new URL('ws://127.0.0.1'))
  const proof = await probeSession(overWebSocket(target, { proxy: proxyOf(service) }), agent.session, systemClock)
  if (proof.ok) return ok('session', `opened and its settings accepted, model ${proof.model ?? 'not told'}`)
  const { message, remedy } = errors[proof.code]
  return fail('session', `${message} (${proof.code}; ${proof.detail})`, remedyOf(proof.code, service, id) ?? remedy)
}

/** What a developer can do about it, where that is more than a user is told. */
function remedyOf(code: ErrorCode, service: ServiceConfig, id: string | undefined): string | undefined {
  const usesKey = service.type === 'azure' && service.credential.type === 'key'
  switch (code) {
    case 'upstream_unauthorized':
      return usesKey
        ? 'Copy a key of this very resource; where keys are switched off, unset AZURE_VOICE_LIVE_API_KEY and run az login.'
        : 'Sign in to the tenant of the resource: az login --tenant <tenant>.'
    case 'upstream_forbidden':
      // The role ids stay when roles are renamed: Cognitive Services User, Foundry User.
      return usesKey
        ? 'Check the network rules of the resource: they may not let this machine in.'
        : `Give ${id ?? 'the identity'} both roles on the resource, then wait some minutes: az role assignment create --assignee ${id ?? '<object id>'} --scope <resource id> --role a97b65f3-24c7-4388-baec-2e87135dc908, and again with --role 53ca6127-db72-4b80-b1b0-d745d6d5456d. Network rules of the resource may be the reason, too.`
    case 'upstream_not_found':
      return 'Check that AZURE_VOICE_LIVE_ENDPOINT is a Foundry resource in a region with Voice Live, that it offers the model, and AZURE_VOICE_LIVE_API_VERSION.'
    default:
      return undefined
  }
}
