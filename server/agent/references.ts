/** Fills in what a profile takes from the environment as ${NAME}: secrets, and what differs between deployments. */

import type { Environment } from './environment.ts'
import { readVariable } from './environment.ts'

/** `${NAME}`, as shells and compose files write it. */
const reference = /\$\{([A-Z][A-Z0-9_]*)\}/g

/** Only here: in a prompt, `${…}` is text. */
const places: readonly string[] = ['agent', 'mcp_servers']

/** `secrets` are the values that came into `mcp_servers`, by variable: they must never be printed. */
export type Filled = Readonly<{
  value: unknown
  secrets: ReadonlyMap<string, string>
  problems: readonly string[]
}>

export const hasReference = (text: string): boolean => text.search(reference) >= 0

/** Fills in the references of a profile as it was written. */
export function fillReferences(written: unknown, env: Environment): Filled {
  const secrets = new Map<string, string>()
  const problems: string[] = []
  const fill = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((element, at) => fill(element, `${path}.${at}`))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, fill(field, `${path}.${key}`)]))
    if (typeof value !== 'string') return value
    return value.replaceAll(reference, (whole, name: string) => {
      const found = readVariable(env, name)
      if (found === undefined) problems.push(`${path} takes its value from the environment variable ${name}; set it.`)
      else if (path.startsWith('mcp_servers')) secrets.set(name, found)
      return found ?? whole
    })
  }
  const fillPlaces = (profile: object) =>
    Object.fromEntries(
      Object.entries(profile).map(([key, value]) => [key, places.includes(key) ? fill(value, key) : value]),
    )
  const value = typeof written === 'object' && written !== null ? fillPlaces(written) : written
  return { value, secrets, problems }
}
