/** The committed snapshots: what Azure's engine makes of infra/main.bicep in each configuration, and the hash that ties them to it. */

import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type Properties = { readonly [key: string]: Json }

export type Resource = Readonly<{
  id: string
  type: string
  name: string
  apiVersion: string
  kind?: string
  sku?: Properties
  tags?: Readonly<Record<string, string>>
  identity?: Properties
  properties?: Properties
}>

export type Snapshot = Readonly<{ resources: readonly Resource[]; outputs: Readonly<Record<string, string>> }>

export const folder = join(import.meta.dirname, 'configurations')
const root = join(import.meta.dirname, '../../..')

/** Said wherever sources and snapshots have come apart. */
export const command = 'sh test/deploy/bicep/restore.sh && node test/deploy/bicep/regenerate.ts'

export const hashFile = join(folder, 'sources.sha256')
export const configurations: readonly string[] = globSync('*.bicepparam', { cwd: folder })
  .map((file) => basename(file, '.bicepparam'))
  .sort()
export const parametersFile = (configuration: string, base = root): string =>
  join(base, 'test/deploy/bicep/configurations', `${configuration}.bicepparam`)
export const snapshotFile = (configuration: string): string => join(folder, `${configuration}.snapshot.json`)

/** Parameters that hold what a person wrote. */
const WRITTEN = /^@secure\(\)\n(?=(?:@.*\n)*param (?:voiceLiveInstructions\w*|extraSettings) )/gm

/**
 * Copies template and configurations into a folder. The engine writes out nothing that is secure, nor anything that is made of it:
 * in the copy only the secrets are.
 */
export function copyReadable(folder: string): void {
  const files = globSync(['infra/**/*.{bicep,json}', 'test/deploy/bicep/configurations/*.bicepparam'], { cwd: root })
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), readFileSync(join(root, file), 'utf8').replaceAll(WRITTEN, ''))
  }
}

/** Of everything that a snapshot is made from, and of the snapshots, so that none is written by hand. */
export function hashOfSources(): string {
  const files = globSync(
    ['infra/**/*.bicep', 'infra/bicepconfig.json', 'test/deploy/bicep/configurations/*.{bicepparam,json}'],
    {
      cwd: root,
    },
  ).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0${readFileSync(join(root, file), 'utf8')}\0`)
  return hash.digest('hex')
}

/** In one order, for the engine's own is not the same every time. */
export function normalize(raw: unknown): Snapshot {
  const { predictedResources, outputs } = raw as { predictedResources: Resource[]; outputs: Record<string, string> }
  const resources = predictedResources.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { resources, outputs: Object.fromEntries(Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

export const readSnapshot = (configuration: string): Snapshot =>
  JSON.parse(readFileSync(snapshotFile(configuration), 'utf8')) as Snapshot
