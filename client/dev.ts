/** `npm run dev`: builds the page, runs the server, and does both again whenever a source changes. The open page reloads itself. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildClient } from './build.ts'
import { foldersToWatch } from './watched.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const outDir = fileURLToPath(new URL('../dist/client', import.meta.url))

/** An editor writes a file in several steps; they come within this time. */
const SETTLE_MS = 100

let server: ChildProcess | undefined

async function restart(): Promise<void> {
  if (server && server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  server = spawn(process.execPath, ['server/node.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
}

async function rebuild(): Promise<void> {
  try {
    await buildClient(outDir, { reload: true })
    await restart()
  } catch (error) {
    // esbuild has printed what is wrong; the next change gets another chance.
    console.error(error instanceof Error ? error.message.split('\n')[0] : error)
  }
}

let settling: NodeJS.Timeout | undefined
let working: Promise<void> = rebuild()

const changed = (): void => {
  clearTimeout(settling)
  settling = setTimeout(() => {
    working = working.then(rebuild)
  }, SETTLE_MS)
}

const follow = async (folder: string): Promise<void> => {
  for await (const _ of watch(folder, { recursive: true })) changed()
}
for (const folder of foldersToWatch(root, process.env)) void follow(folder)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server?.kill('SIGTERM')
    process.exit(0)
  })
