/** Puts each of the old defects back into a copy of the sources, and looks how soon simulated calls show it. */

import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { planOf } from '../generate.ts'
import { simulate } from '../simulate.ts'
import { type Mutant, mutants } from './mutants.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
const sources = ['server', 'client', 'shared', 'tools', 'test/simulation', 'package.json']

/** The files that the defect changes, as they are with it. Throws where the sources have moved on. */
export function changedBy({ name, edits }: Mutant): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const { file, from, to } of edits) {
    const text = changed.get(file) ?? readFileSync(join(root, file), 'utf8')
    if (text.split(from).length !== 2) throw new Error(`"${name}" does not fit ${file} any more: ${from}`)
    changed.set(
      file,
      text.replace(from, () => to),
    )
  }
  return changed
}

/** The folder of a copy with the defect in it. */
function plant(mutant: Mutant): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'))
  for (const source of sources) cpSync(join(root, source), join(folder, source), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, text] of changedBy(mutant)) writeFileSync(join(folder, file), text)
  return folder
}

type Found = Readonly<{ seed: number; calls: number; failure: string }>

/** Runs worlds on a copy until one of them fails. */
async function search(folder: string, calls: number, first: number): Promise<Found | undefined> {
  const args = ['test/simulation/run.ts', '--terse', '--calls', String(calls), '--first', String(first)]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await new Promise((closed) => child.on('close', closed))
  return text.trim() === '' ? undefined : JSON.parse(text)
}

/** The first world that fails with the defect, and holds without it. */
async function searchOwn(folder: string, calls: number): Promise<Found | undefined> {
  let [done, first] = [0, 1]
  while (done < calls) {
    const found = await search(folder, calls - done, first)
    if (!found) break
    done += found.calls
    first = found.seed + 1
    if ((await simulate(planOf(found.seed))) === undefined) return { ...found, calls: done }
  }
  return undefined
}

/** Prints a line for each; true when all were found. */
export async function findMutants(calls: number): Promise<boolean> {
  let isComplete = true
  for (const mutant of mutants) {
    const folder = plant(mutant)
    const found = await searchOwn(folder, calls)
    rmSync(folder, { recursive: true })
    isComplete &&= found !== undefined
    const outcome = found ? `after ${found.calls} calls, seed ${found.seed}: ${found.failure}` : 'NOT FOUND'
    console.log(`${mutant.name.padEnd(62)} ${outcome}`)
  }
  return isComplete
}
