/** The emulator as a process of its own, for as long as the doctor looks at it. */

import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** `origin` once it listens; rejects with what it said when it does not. `stop` ends it. */
export type EmulatorProcess = Readonly<{ origin: Promise<URL>; stop: () => void }>

export function startEmulator(): EmulatorProcess {
  const cli = fileURLToPath(new URL('../../emulator/cli.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [cli, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const origin = new Promise<URL>((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer) => {
      said += chunk.toString()
      const [, authority] = /http:\/\/(\S+)/.exec(said) ?? []
      if (authority) resolve(new URL(`ws://${authority}`))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(said.trim().split('\n')[0] ?? 'it ended')))
  })
  return { origin, stop: () => void child.kill() }
}
