/** What a bundle is made of: the packages inside, their licences, and both as the files that are shipped with it. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One bundled npm package. `license` is what its package.json says, an SPDX identifier or expression. */
export type BundledPackage = Readonly<{ name: string; version: string; license: string; licenseText: string }>

/** `node_modules/@scope/name` of a bundled file; undefined for our own. */
const packageFolder = (input: string): string | undefined => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]

/** The packages of the files that a bundler read, by their paths from `root`. Throws for one that names no licence. */
export function bundledPackages(inputs: readonly string[], root: string): BundledPackage[] {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []))
  return [...folders].sort().map((folder) => readPackage(join(root, folder)))
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence, so it cannot be shipped.`)
  const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder })
  return { name, version, license, licenseText: file ? readFileSync(join(folder, file), 'utf8').trim() : '' }
}

/** Most licences ask to be shipped with the code. A package without a licence file is named with what it declares. */
export const licencesText = (packages: readonly BundledPackage[]): string =>
  packages
    .map(({ name, version, license, licenseText }) => `== ${name} ${version} (${license})\n\n${licenseText}`.trim())
    .join('\n\n')

/**
 * A CycloneDX 1.5 bill of materials. `npm sbom --omit dev` would not do: it leaves out what production shares with the
 * development dependencies, and lists what is installed rather than what is shipped.
 */
export const billOfMaterials = (name: string, version: string, packages: readonly BundledPackage[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', name, version } },
  components: packages.map((bundled) => {
    const purl = `pkg:npm/${bundled.name.replace('@', '%40')}@${bundled.version}`
    const license = /\s/.test(bundled.license) ? { expression: bundled.license } : { license: { id: bundled.license } }
    return { type: 'library', 'bom-ref': purl, name: bundled.name, version: bundled.version, purl, licenses: [license] }
  }),
})
