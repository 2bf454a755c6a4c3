/** The template passes the checker, and the checker fails every copy of it that has something wrong. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkInfra, type Infra, readInfra } from './check.ts'
import { type Mutation, mutations } from './mutations.ts'
import { requirements } from './rules/security.ts'
import type { Problem } from './world.ts'

const infra = readInfra(join(import.meta.dirname, '../../../infra'))

const mutate = ({ file, find, put }: Mutation): Infra => {
  const text = infra.sources[file]
  if (!text?.includes(find)) throw new Error(`${file} no longer holds: ${find}`)
  return { ...infra, sources: { ...infra.sources, [file]: text.replace(find, () => put) } }
}

const rulesOf = (problems: readonly Problem[]): string[] => problems.map(({ rule }) => rule)

/** A value of main.parameters.json that azd fills in. */
const variable = (reference: string): string => `\${${reference}}`

/** Rules that the checker's own sources name. */
const knownRules = (): string[] => {
  const texts = globSync('rules/*.ts', { cwd: import.meta.dirname }).map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  )
  const named = texts.flatMap((text) =>
    [...text.matchAll(/(?:problem\(\s*|rule: )'([a-z-]+)'/g)].map((match) => match[1]),
  )
  return [...new Set(named)].filter((rule) => rule !== undefined)
}

describe('checkInfra', () => {
  test('finds nothing wrong with infra/', () => {
    expect(Object.keys(infra.sources).length).toBeGreaterThan(8)
    expect(checkInfra(infra)).toEqual([])
  })

  test.each(mutations.map((mutation, index) => ({ ...mutation, index })))(
    '$rule: refuses control $index in $file',
    (mutation) => {
      expect(rulesOf(checkInfra(mutate(mutation)))).toContain(mutation.rule)
    },
  )

  test.each([
    ['parameter-missing', 'location', undefined],
    ['parameter-unknown', 'principalKind', variable('AZURE_PRINCIPAL_TYPE=User')],
    ['parameter-reference', 'voiceLiveVoice', 'en-US-Ava'],
    ['parameter-variable', 'webImageName', variable('WEB_IMAGE=mcr.microsoft.com/appsvc/staticsite:latest')],
    ['parameter-default', 'maxSessions', variable('MAX_SESSIONS=1000')],
    ['parameter-default', 'ticketSecret', variable('TICKET_SECRET=')],
  ])('%s: refuses main.parameters.json with another %s', (rule, name, value) => {
    const { [name]: _, ...others } = infra.parameters
    const parameters = value === undefined ? others : { ...others, [name]: value }
    expect(rulesOf(checkInfra({ ...infra, parameters }))).toContain(rule)
  })

  test('tells a template without main.bicep', () => {
    const { 'main.bicep': _, ...others } = infra.sources
    expect(rulesOf(checkInfra({ ...infra, sources: others }))).toContain('main')
  })

  test('has a negative control for every rule that it names', () => {
    const controlled = new Set([
      ...mutations.map(({ rule }) => rule),
      'parameter-reference',
      'parameter-variable',
      'main',
    ])
    expect(requirements.filter(({ rule }) => !controlled.has(rule))).toEqual([])
    expect(knownRules().filter((rule) => !controlled.has(rule))).toEqual([])
    expect(knownRules().length).toBeGreaterThan(50)
  })
})
