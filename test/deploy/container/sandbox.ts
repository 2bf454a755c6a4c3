/** Starts what an image says, as its own user, on a read-only file system, and lets a test watch and stop it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ImageConfig } from './buildah.ts'

export type Sandbox = Readonly<{
  /** Standard output and error so far, line by line. */
  lines: readonly string[]
  /** Resolves with the first line that matches, or rejects when the process ends without one. */
  line: (pattern: RegExp) => Promise<string>
  /** /proc/<pid>/status of the process that is number 1 inside. */
  status: () => string
  /** Sends a signal to process 1, as a container runtime does on stop. */
  signal: (name: NodeJS.Signals) => void
  /** Ends it without ceremony, whatever it does. */
  kill: () => void
  /** Exit code once it has ended. */
  exited: Promise<number | null>
}>

const script = join(import.meta.dirname, 'sandbox.sh')

/** The process that `unshare` made into number 1 of its namespace, seen from here. */
const firstProcess = (child: ChildProcess): number => {
  const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
  if (!pid) throw new Error('the sandbox has no process in it; it has ended, or has not started yet')
  return Number(pid)
}

/** Runs `command` (default: what the image runs) of the image unpacked at `root`. Its environment is the image's and `env`, nothing else. */
export function startSandbox(
  root: string,
  image: ImageConfig,
  env: Readonly<Record<string, string>>,
  command: readonly string[] = [...image.Entrypoint, ...image.Cmd],
): Sandbox {
  const [uid = '', gid = uid] = image.User.split(':')
  const namespaces = ['--mount', '--pid', '--fork']
  const child = spawn('unshare', [...namespaces, 'sh', script, root, uid, gid, image.WorkingDir, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(image.Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2))), ...env },
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      for (const look of waiting) look()
    })
  const exited = once(child, 'close').then(([code]): number | null => code)
  return {
    lines,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => pattern.test(line))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
        exited.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${lines.join('\n')}`)))
      }),
    status: () => readFileSync(`/proc/${firstProcess(child)}/status`, 'utf8'),
    signal: (name) => {
      process.kill(firstProcess(child), name)
    },
    // Process 1 takes everything in its namespace with it.
    kill: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(firstProcess(child), 'SIGKILL')
    },
    exited,
  }
}
