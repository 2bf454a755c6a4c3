/** What must be right on this machine before any network matters: Node, the built page, a free port. */

import { createServer } from 'node:net'
import process from 'node:process'
import { loadAssets } from '../../assets.ts'
import { type Finding, fail, note, ok } from './finding.ts'

/** The first that runs TypeScript as it is, without a flag: `engines` in package.json. */
const OLDEST_NODE = [22, 18] as const

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  if (isNew) return ok('Node', version)
  return fail(
    'Node',
    `${version} is too old`,
    `Install Node ${OLDEST_NODE.join('.')} or newer; 24 is what we test with.`,
  )
}

export function checkPage(): Finding {
  try {
    return ok('page', `built, ${loadAssets().size} files`)
  } catch {
    return fail('page', 'not built', 'Run npm run build; npm start does it by itself.')
  }
}

export async function checkPort(host: string, port: number): Promise<Finding> {
  const server = createServer()
  const problem = await new Promise<Error | undefined>((resolve) => {
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
  if (!problem) return ok('port', port === 0 ? 'any that is free' : `${host}:${port} is free`)
  if ('code' in problem && problem.code === 'EADDRINUSE')
    return note('port', `${host}:${port} is in use; if not by this server, set PORT to another, or 0 for any`)
  return fail('port', `cannot listen on ${host}:${port}: ${problem.message}`, 'Set HOST to an address of this machine.')
}
