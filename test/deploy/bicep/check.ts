/** The whole check of an infra folder: everything that can be known about it without Azure and without its compiler. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { checkContract } from './rules/contract.ts'
import { checkModules } from './rules/modules.ts'
import { checkOptional } from './rules/optional.ts'
import { checkResources } from './rules/resources.ts'
import { checkRoles } from './rules/roles.ts'
import { checkSecrets } from './rules/secrets.ts'
import { checkSecurity } from './rules/security.ts'
import { checkSite } from './rules/site.ts'
import { checkSymbols } from './rules/symbols.ts'
import { openWorld, type Problem, readSources, type Sources } from './world.ts'

export type Infra = Readonly<{ sources: Sources; parameters: Readonly<Record<string, unknown>> }>

const parametersFile = z.object({ parameters: z.record(z.string(), z.strictObject({ value: z.unknown() })) })

/** The .bicep files and parameters of a folder. Throws when the parameters file has another shape. */
export function readInfra(folder: string): Infra {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'main.parameters.json'), 'utf8'))
  const { parameters } = parametersFile.parse(json)
  const values = Object.entries(parameters).map(([name, { value }]) => [name, value] as const)
  return { sources: readSources(folder), parameters: Object.fromEntries(values) }
}

/** Every problem of an infra folder; none is a pass. */
export function checkInfra({ sources, parameters }: Infra): Problem[] {
  const { world, problems } = openWorld(sources)
  if (problems.length > 0) return problems
  return [
    ...checkSymbols(world),
    ...checkModules(world),
    ...checkResources(world),
    ...checkSecurity(world),
    ...checkRoles(world),
    ...checkOptional(world),
    ...checkSecrets(world),
    ...checkSite(world),
    ...checkContract(world, parameters),
  ]
}
