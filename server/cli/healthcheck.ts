/** Asks the server beside it whether it is well, for `HEALTHCHECK` in an image that has no shell and no curl. */

import process from 'node:process'
import { readConfig } from '../config/config.ts'
import { useEnvFile } from '../config/env-file.ts'

useEnvFile(process.env)
const read = readConfig(process.env)
const { host, port } = 'config' in read ? read.config : { host: '', port: 0 }
// A server that listens everywhere also listens here.
const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host

try {
  const response = await fetch(`http://${reachable}:${port}/health`, { signal: AbortSignal.timeout(4_000) })
  process.exitCode = response.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
