/** What the command line of the emulator says, checked. */

import { parseArgs } from 'node:util'
import { messageOf } from '../../shared/message-of.ts'
import { dialFlags, dialUsage, prefixes, readDials } from './dial-settings.ts'
import { type Dials, defaultDials } from './dials.ts'

export const usage = `Usage: npm run emulator -- [--port 8787] [--host 127.0.0.1] [--allowed-hosts voice.test,10.0.0.5] [dials]

Runs the Voice Live emulator alone. Any Voice Live client can use it as its endpoint, with any key.
On this machine only, it answers to localhost, 127.0.0.1, [::1] and --host; --allowed-hosts (or ALLOWED_HOSTS) adds names, * all of them.

Dials, for every connection; one connection sets its own in its query (?emulator-fault=warning) or its headers (x-emulator-fault: warning):
${dialUsage()}`

/** `allowed` are the names, besides its own, to which the emulator answers. */
export type Options = Readonly<{ port: number; host: string; allowed: readonly string[]; dials: Dials; help: boolean }>

/** `allowedHosts` is ALLOWED_HOSTS. A mistake comes back as a sentence. */
export function readOptions(args: readonly string[], allowedHosts = ''): Options | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8787' },
        host: { type: 'string', default: '127.0.0.1' },
        'allowed-hosts': { type: 'string', default: allowedHosts },
        help: { type: 'boolean', short: 'h', default: false },
        ...Object.fromEntries(dialFlags().map((flag) => [flag, { type: 'string' as const }])),
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return { problem: `--port must be between 0 and 65535, not ${values.port}.` }
    const dials = dialsOf(values)
    if ('problem' in dials) return dials
    const allowed = values['allowed-hosts'].split(',').flatMap((name) => name.trim() || [])
    return { port, host: values.host, allowed, dials, help: values.help }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

function dialsOf(values: Readonly<Record<string, unknown>>) {
  const flags: Record<string, string> = {}
  for (const flag of dialFlags()) {
    const text = values[flag]
    if (typeof text === 'string') flags[prefixes.flag + flag] = text
  }
  return readDials(flags, prefixes.flag, defaultDials)
}
