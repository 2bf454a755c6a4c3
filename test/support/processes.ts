/** Starts the project's own programs as real processes on free ports, and ends them. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Running = Readonly<{ url: string; process: ChildProcess; output: () => string; stop: () => Promise<void> }>

/** Starts a command whose output names its address; resolves with that address, or rejects with all that it said. */
export async function start(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const address = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output)
      if (address) resolve(address[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code} before it listened:\n${output}`)))
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  }
  return { url, process: child, output: () => output, stop }
}

/** The server on Node: the one file that was built before the tests, or its sources where no one built one. */
export const serverOnNode = process.env.NODE_SERVER ?? 'server/node.ts'

/** The server on Node, which holds no call for a page that is gone. Without further environment it is on its own emulator. */
export const startServer = (env: Record<string, string> = {}, file = serverOnNode): Promise<Running> =>
  start(process.execPath, [file], {
    PORT: '0',
    RESUME_SECONDS: '0',
    // Agents as they were shipped: those of the project are the developer's own.
    AGENT_DIR: 'test/fixtures/agents',
    ...env,
  })
