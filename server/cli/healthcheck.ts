/** Asks the server beside it whether it is well, for `HEALTHCHECK` in an image that has no shell and no curl. */

import process from 'node:process'
import { readConfig } from '../config/config.ts'
import { useEnvFile } from '../config/env-file.ts'
import { authorityOf } from '../place.ts'

useEnvFile(process.env)
const read = readConfig(process.env)
const { host, port } = 'config' in read ? read.config : { host: '', port: 0 }

try {
  const response = await fetch(`http://${authorityOf(host, port)}/health`, { signal: AbortSignal.timeout(4_000) })
  process.exitCode = response.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
