/** Outputs of main.bicep as azd would get them: those of a committed snapshot, where what only Azure knows has a fixed value. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ofType, settingsOf } from '../bicep/policies.ts'
import { readSnapshot } from '../bicep/snapshots.ts'

const infra = join(import.meta.dirname, '../../../infra')

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

/** Settings of the app that somebody named with --set, in the snapshot that shows them. */
const EXTRAS = ['GREETING', 'EMPTY_ONE']

/** A line of NAME=value for each app setting that the template knows, with its value when nothing is chosen; secrets come from the environment. */
export function settingLines(): string {
  const names = ['default', 'settings', 'own-model'].flatMap((name) => Object.keys(settingsOf(readSnapshot(name))))
  const defaults = settingsOf(readSnapshot('default'))
  return [...new Set(names)]
    .filter((name) => !EXTRAS.includes(name) && name !== 'VOICE_LIVE_INSTRUCTIONS')
    .map((name) => {
      const value = String(defaults[name] ?? '')
      return `${name}=${value.startsWith('[parameters(') ? '' : resolve(value)}\n`
    })
    .join('')
}

/** A line for each tag of the site: its name, the variable whose value it keeps, and what it holds when nothing is chosen. */
export function tagLines(): string {
  const template = readFileSync(join(infra, 'main.bicep'), 'utf8')
  const { parameters } = JSON.parse(readFileSync(join(infra, 'main.parameters.json'), 'utf8'))
  const tags = ofType(readSnapshot('default'), 'Microsoft.Web/sites')[0]?.tags ?? {}
  return Object.entries(tags)
    .filter(([tag]) => tag !== 'azd-service-name')
    .map(([tag, value]) => {
      const [, written = ''] = new RegExp(`'${tag}': (?:string\\()?(\\w+)`).exec(template) ?? []
      const parameter = written === 'foundryLocation' ? 'aiLocation' : written
      const [, variable] = /^\$\{(\w+)/.exec(parameters[parameter]?.value ?? '') ?? []
      if (variable === undefined) throw new Error(`Nobody knows what the tag ${tag} keeps.`)
      return `${tag} ${variable} ${value}\n`
    })
    .join('')
}
