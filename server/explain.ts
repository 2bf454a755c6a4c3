/** Why a connection to the service ended, in the words of the log: for the page too, where no one but the operator can open it. */

import { isLoopback } from '../shared/hosts.ts'
import type { Agent } from './agent/load.ts'
import type { Config } from './config/config.ts'
import { createRedactor } from './observe/text.ts'
import { secretsOfServer } from './service.ts'
import type { Closure } from './upstream/port.ts'

/** Two lines of a wide log. */
const CAUSE_MAX_LENGTH = 500

/** Undefined where others than this machine may open the page: there it hears a sentence of ours, and no more. */
export function explanationOf(
  { access, host, behindProxy, names, service }: Pick<Config, 'access' | 'host' | 'behindProxy' | 'names' | 'service'>,
  agent: Pick<Agent, 'session' | 'secrets'>,
): ((closure: Closure) => string) | undefined {
  // A name of its own may be that of a proxy on this machine, of which nobody has told us.
  const isOwn = isLoopback(host) && names?.every(isLoopback) === true
  if (access.type !== 'open' || !isOwn || behindProxy) return undefined
  const redact = createRedactor(secretsOfServer(service, agent))
  return (closure) =>
    redact(
      Object.entries(closure)
        .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
        .join(' '),
      CAUSE_MAX_LENGTH,
    )
}
