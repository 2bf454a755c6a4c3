/** The three runtimes, as the package scripts start them, and a server of each as a real process. */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { serverOnNode } from '../support/processes.ts'

export type Runtime = Readonly<{
  name: 'Node' | 'Deno' | 'Bun'
  program: string
  flags: readonly string[]
  /** the server's sources, and what most tests start it from */
  sources: string
  entry: string
}>

const root = fileURLToPath(new URL('../../', import.meta.url))

const denoFlags = [
  'run',
  '--no-prompt',
  '--cached-only',
  '--node-modules-dir=manual',
  '--allow-net',
  '--allow-env',
  '--allow-read',
  // The identity library names the system to the service that it asks.
  '--allow-sys=osRelease',
]

export const node: Runtime = {
  name: 'Node',
  program: process.execPath,
  flags: [],
  sources: 'server/node.ts',
  entry: serverOnNode,
}
export const deno: Runtime = {
  name: 'Deno',
  program: `${root}node_modules/.bin/deno`,
  flags: denoFlags,
  sources: 'server/deno.ts',
  entry: 'server/deno.ts',
}
export const bun: Runtime = {
  name: 'Bun',
  program: `${root}node_modules/.bin/bun`,
  flags: [],
  sources: 'server/bun.ts',
  entry: 'server/bun.ts',
}

export type Exit = Readonly<{ code: number | null; signal: string | null }>

/** A program under a runtime. `output` is all that it printed so far. */
export type Running = Readonly<{
  process: ChildProcess
  output: () => string
  /** Resolves with the first match of `pattern` in the output; rejects with the output when the process ends without one. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>
  exited: Promise<Exit>
  /** Ends it, if it has not ended. */
  kill: () => Promise<Exit>
}>

/** Only what a program needs: settings of the developer's own shell must not change a test. */
const environment = (env: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  ENV_FILE: '/dev/null',
  // Agents as they were shipped: those of the project are the developer's own.
  AGENT_DIR: 'test/fixtures/agents',
  ...env,
})

/** Starts `file` (from the root of the project) under `runtime`. `stdout` is a descriptor that takes its place. */
export function run(
  runtime: Runtime,
  file: string,
  env: Readonly<Record<string, string>> = {},
  stdout: 'pipe' | number = 'pipe',
): Running {
  if (!existsSync(runtime.program))
    throw new Error(
      `${runtime.name} is not installed: there is no ${runtime.program}. Run "npm ci", with install scripts.`,
    )
  const child = spawn(runtime.program, [...runtime.flags, file], {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', stdout, 'pipe'],
  })
  let text = ''
  const watchers = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    text += chunk.toString()
    for (const watch of [...watchers]) watch()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const watch = () => {
        const match = pattern.exec(text)
        if (!match) return
        watchers.delete(watch)
        resolve(match)
      }
      watchers.add(watch)
      watch()
      exited.then(() => reject(new Error(`${runtime.name} ended without printing ${pattern}:\n${text}`)), reject)
    })
  return {
    process: child,
    output: () => text,
    printed,
    exited,
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}

/** A server that listens: its port is the one that it printed. */
export type Server = Running & Readonly<{ port: number; http: string; ws: string }>

/** Starts the server's entry for `runtime` on a free port, with the emulator unless `env` says otherwise. */
export async function startServer(runtime: Runtime, env: Readonly<Record<string, string>> = {}): Promise<Server> {
  // All pages of a test come from one address, and none of them comes back.
  const defaults = { PORT: '0', MAX_SESSIONS_PER_ADDRESS: '10000', RESUME_SECONDS: '0' }
  const running = run(runtime, runtime.entry, { ...defaults, ...env })
  const [, port = ''] = await running.printed(/Listening on http:\/\/localhost:(\d+)\//)
  return { ...running, port: Number(port), http: `http://127.0.0.1:${port}`, ws: `ws://127.0.0.1:${port}/ws` }
}
