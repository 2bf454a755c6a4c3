/** Outputs of main.bicep as azd would get them: those of a committed snapshot, where what only Azure knows has a fixed value. */

import { readSnapshot } from '../bicep/snapshots.ts'

export const APP_CLIENT_ID = '22222222-2222-2222-2222-222222222222'
export const TENANT = '33333333-3333-3333-3333-333333333333'

/** Expression of the engine -> what Azure would answer. Nothing else is known, so nothing else is invented. */
const answers: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^\[tenant\(\)\.tenantId\]$/, () => TENANT],
  [/^\[reference\('[^']*\/userAssignedIdentities\/([^']+)', '[^']*'\)\.clientId\]$/, () => APP_CLIENT_ID],
  [/^\[reference\('[^']*\/registries\/([^']+)', '[^']*'\)\.loginServer\]$/, (name) => `${name}.azurecr.io`],
  [
    /^\[format\('https:\/\/\{0\}', reference\('[^']*\/sites\/([^']+)', '[^']*'\)\.defaultHostName\)\]$/,
    (name) => `https://${name}.azurewebsites.net`,
  ],
  [
    /^\[format\('https:\/\/\{0\}\.services\.ai\.azure\.com\/', reference\('[^']*\/accounts\/([^']+)', '[^']*'\)\.customSubDomainName\)\]$/,
    (name) => `https://${name}.services.ai.azure.com/`,
  ],
]

/** Throws when the template hands back what no answer is known for. */
export const resolve = (output: string): string => {
  if (!output.startsWith('[')) return output
  for (const [pattern, answer] of answers) {
    const found = pattern.exec(output)
    if (found) return answer(found[1] ?? '')
  }
  throw new Error(`Nobody knows what Azure would answer to ${output}; say so in test/deploy/script/outputs.ts.`)
}

export const outputsOf = (configuration: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(readSnapshot(configuration).outputs).map(([name, value]) => [name, resolve(value)]))

/** The same as lines of NAME=value, for the fake azd. */
export const outputLines = (configuration: string): string =>
  Object.entries(outputsOf(configuration))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
