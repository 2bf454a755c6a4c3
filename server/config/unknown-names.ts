/** Names of variables that no one reads, and that look as if somebody meant one that is read. */

import type { Environment } from '../agent/environment.ts'
import { sessionFields } from '../agent/sentences.ts'
import { didYouMean } from '../text/nearest.ts'
import { agentVariables, fileVariables, otherSpellings, variables } from './variables.ts'

/** Kept by `azdeploy.sh` in its own file, and read by nothing else. */
const ofScripts = ['VOICE_LIVE_INSTRUCTIONS_BASE64']

const own = [variables, agentVariables, fileVariables].flatMap(({ shape }) => Object.keys(shape))
const read = new Set([...own, ...Object.values(otherSpellings).flat(), ...ofScripts])

/** Only ours begin so. */
const ours = /^(AZURE_)?VOICE_?LIVE|^AZURE_VOICE/i

const ourBeginning = /^(AZURE_)?VOICE_?LIVE_/

/** Short names, and those that other programs read, are too near to names of others. */
const distinct = own.filter(
  (name) => (name.length > 8 || name === 'TOOL_DIR') && !/^(HTTPS_PROXY|AZURE_(CLIENT|TENANT)_ID|WEBSITE_)/.test(name),
)

/** Another name is taken for one of ours only if a slip of the fingers lies between. */
const SLIP = 2

/** What is left of a name where AZURE_ may be forgotten, and one `_` more or less. */
const bare = (name: string): string =>
  name
    .toUpperCase()
    .replace(/^AZURE_/, '')
    .replace(/^VOICELIVE/, 'VOICE_LIVE')

/** One sentence for each. A value is never in it. */
export function unknownNames(env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => (env[name] ?? '') !== '' && !read.has(name))
    .map((name) => [name, hintFor(name)] as const)
    .filter(([, hint]) => hint !== '')
    .map(([name, hint]) => `The variable ${name} is not known, and does nothing; ${hint}`)
}

function hintFor(name: string): string {
  if (!ours.test(name)) return didYouMean(name, distinct, '', SLIP)
  const inner = name.toUpperCase().replace(ourBeginning, '')
  if (own.includes(inner)) return `did you mean ${inner}?`
  if (sessionFields.includes(inner.toLowerCase()))
    return `that is session.${inner.toLowerCase()} in the file of the agent.`
  const same = distinct.find((one) => bare(one) === bare(name))
  return same ? `did you mean ${same}?` : didYouMean(name, distinct, 'docs/variables.md has those that are.')
}
