/** Replays the world that found each defect, all in one process: the sources are reloaded for each, with the defect in them. */

import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { changedBy, root } from './find.ts'
import { mutants } from './mutants.ts'

const MARK = '?mutant='
const javaScript = new Map<string, string>()
let changed: ReadonlyMap<string, string> = new Map()

function sourceOf(path: string): string {
  const defective = changed.get(relative(root, path))
  if (defective !== undefined) return stripTypeScriptTypes(defective)
  const known = javaScript.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'))
  javaScript.set(path, known)
  return known
}

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const mark = context.parentURL?.split(MARK)[1]
    const isOurs = found.url.endsWith('.ts') && !found.url.includes('/node_modules/')
    return mark !== undefined && isOurs ? { ...found, url: `${found.url}${MARK}${mark}` } : found
  },
  load(url, context, next) {
    const [file = '', mark] = url.split(MARK)
    if (mark === undefined) return next(url, context)
    return { format: 'module', source: sourceOf(fileURLToPath(file)), shortCircuit: true }
  },
})

const load = async <Module>(name: string, number: number): Promise<Module> =>
  await import(`${new URL(name, import.meta.url).href}${MARK}${number}`)

for (const [number, mutant] of mutants.entries()) {
  changed = changedBy(mutant)
  const { planOf } = await load<typeof import('../generate.ts')>('../generate.ts', number)
  const { simulate } = await load<typeof import('../simulate.ts')>('../simulate.ts', number)
  const failure = await simulate(planOf(mutant.seed))
  console.log(JSON.stringify({ name: mutant.name, finding: failure?.name }))
}
