/** docs/profiles.md and the JSON Schema for editors: in step with the code, and every example one that works. */

import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { agentsPage } from '../../../../docs/agents.gen.ts'
import { envExample, variablesPage } from '../../../../docs/variables.gen.ts'
import { agentJsonSchema } from '../../../../server/agent/schema.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'
import { problemsOf, understood } from './understand.ts'

const read = (path: string): string => readFileSync(path, 'utf8')
const page = read('docs/profiles.md')
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => JSON.parse(match[1] ?? ''))
const env = { CRM_TOKEN: 'abc123' }

describe('docs/profiles.md', () => {
  test('has the tables that `npm run docs` makes', () => {
    expect(agentsPage(page)).toBe(page)
    expect(page).toContain('| `session.voice` |')
  })

  test('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5)
  })

  test.each(examples.map((profile) => [profile.name, profile] as const))('%s works as it is', (_name, profile) => {
    const { agent, notes } = understood(profile, env)
    expect(notes).toEqual([])
    expect(requestSession.parse(agent.session)).toEqual(agent.session)
  })

  test('the example with a secret fails without its variable', () => {
    const example = examples.find(({ mcp_servers: servers }) => servers)
    expect(problemsOf(example)).toEqual([expect.stringContaining('CRM_TOKEN; set it.')])
  })
})

describe('docs/variables.md and .env.example', () => {
  test('are what `npm run docs` makes of the variables', () => {
    const variables = read('docs/variables.md')
    expect(variablesPage(variables)).toBe(variables)
    expect(variables).toContain('| `AZURE_VOICE_LIVE_API_VERSION` |')
    expect(read('.env.example')).toBe(envExample())
  })

  test('say what each variable is for, and set nothing', () => {
    expect(read('docs/variables.md')).not.toMatch(/^\| `\w+` \| {2}\|/m)
    expect(parseEnv(read('.env.example'))).toEqual({})
  })
})

describe('agent.schema.json', () => {
  test('is what `npm run docs` makes of the zod schema', () => {
    expect(JSON.parse(read('agents/agent.schema.json'))).toEqual(JSON.parse(JSON.stringify(agentJsonSchema())))
  })

  test('lets an editor find an unknown field', () => {
    const { additionalProperties, properties } = JSON.parse(read('agents/agent.schema.json'))
    expect(additionalProperties).toBe(false)
    expect(properties.session.additionalProperties).toBe(false)
    expect(properties.session.properties.turn_detection.description).toContain('server_vad')
  })
})
