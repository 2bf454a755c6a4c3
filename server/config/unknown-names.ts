/** Names of variables that nobody reads, and that look as if somebody meant one that is read. */

import type { Environment } from '../agent/environment.ts'
import { nearest } from '../text/nearest.ts'
import { agentVariables, fileVariables, otherSpellings, variables } from './variables.ts'

/** Kept by `azdeploy.sh` in its own file, and read by nothing else. */
const ofScripts = ['VOICE_LIVE_INSTRUCTIONS_BASE64']

const own = [variables, agentVariables, fileVariables].flatMap(({ shape }) => Object.keys(shape))
const read = new Set([...own, ...Object.values(otherSpellings).flat(), ...ofScripts])

/** Only ours begin so. */
const ours = /^(AZURE_)?VOICE_?LIVE|^AZURE_VOICE/i

/** Short names, and those that other programs read, are too near to names of others. */
const distinct = own.filter((name) => name.length > 8 && !/^(HTTPS_PROXY|AZURE_(CLIENT|TENANT)_ID|WEBSITE_)/.test(name))

/** Another name is taken for one of ours only if a slip of the fingers lies between. */
const SLIP = 2

/** One sentence for each. A value is never in it. */
export function unknownNames(env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => (env[name] ?? '') !== '' && !read.has(name))
    .flatMap((name) => {
      const meant = nearest(name, distinct, ours.test(name) ? name.length : SLIP)
      if (meant === undefined) return []
      const hint = nearest(name, [meant]) ? `did you mean ${meant}?` : `the nearest that is known is ${meant}.`
      return [`The variable ${name} is not known, and does nothing; ${hint}`]
    })
}
