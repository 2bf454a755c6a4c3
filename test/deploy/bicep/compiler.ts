/** The real Bicep compiler, where there is one: one process that answers JSON-RPC, for starting it is what takes long. */

import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFrames } from './frames.ts'

export type Diagnostic = Readonly<{ source: string; level: string; code: string; message: string }>

export type Compiler = Readonly<{
  /** every finding of the compiler and its linter in a template, modules included */
  diagnose: (template: string) => Promise<readonly Diagnostic[]>
  /** what Azure's own engine makes of a `.bicepparam` file; what only Azure knows stays an expression */
  snapshot: (parameters: string) => Promise<unknown>
  close: () => void
}>

/** The version that made the committed snapshots: another one may word its expressions differently. */
const VERSION = '0.49.2'

/** Invented, and the same in every snapshot. */
export const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111'

/** Path of the compiler of that version: from restore.sh, or one on PATH. Never installs anything. */
export function findCompiler(): string | undefined {
  const cached = join(import.meta.dirname, '../../../node_modules/.cache/bicep', `bicep-${VERSION}`)
  if (existsSync(cached)) return cached
  const { stdout } = spawnSync('bicep', ['--version'], { encoding: 'utf8' })
  return stdout?.includes(VERSION) ? 'bicep' : undefined
}

type Answer = Readonly<{ id: number; result?: unknown; error?: Readonly<{ message: string }> }>

export function startCompiler(path: string): Compiler {
  const child = spawn(path, ['jsonrpc', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // It lives for seconds: what .NET compiles twice to make it faster later is lost.
    env: { ...process.env, DOTNET_TieredCompilation: '0' },
  })
  const asked = new Map<number, (answer: Answer) => void>()
  const read = createFrames((text) => {
    const answer = JSON.parse(text) as Answer
    asked.get(answer.id)?.(answer)
  })
  child.stdout.on('data', read)

  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = asked.size + 1
      asked.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)))
      const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: [params] })
      child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    })

  return {
    diagnose: async (template) => {
      const { diagnostics } = (await ask('bicep/compile', { path: template })) as { diagnostics: Diagnostic[] }
      return diagnostics
    },
    snapshot: async (parameters) => {
      const metadata = { subscriptionId: SUBSCRIPTION, location: 'eastus2' }
      const { snapshot } = (await ask('bicep/getSnapshot', { path: parameters, metadata })) as { snapshot: string }
      return JSON.parse(snapshot)
    },
    close: () => child.kill(),
  }
}
