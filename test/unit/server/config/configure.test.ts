/** Variables and agent, checked together. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configure, findTools } from '../../../../server/config/configure.ts'

const found = await findTools({})
/** Agents as they were shipped, whatever the project has now. */
const AGENT_DIR = 'test/fixtures/agents'
const azure = { AZURE_VOICE_LIVE_ENDPOINT: 'https://lab.services.ai.azure.com', AZURE_VOICE_LIVE_API_KEY: 'k' }

const problemsOf = (env: Record<string, string>): readonly string[] => {
  const { outcome } = configure({ AGENT_DIR, ...env }, found)
  return 'problems' in outcome ? outcome.problems : []
}

describe('configure', () => {
  test('needs nothing: the general assistant on the emulator', () => {
    expect(configure({ AGENT_DIR }, found)).toMatchObject({
      outcome: { config: { service: { type: 'emulator' } }, agent: { id: 'general-assistant' } },
      notes: [],
    })
  })

  test('names the mistakes of both at once', () => {
    expect(problemsOf({ PORT: 'x', VOICE_LIVE_VOICE: 'Samantha' })).toEqual([
      expect.stringMatching(/^PORT must be/),
      expect.stringMatching(/^Agent profile general-assistant: VOICE_LIVE_VOICE is Samantha/),
    ])
    expect(problemsOf({ PORT: 'x', AGENT_PROFILE: 'nobody' })).toHaveLength(2)
  })

  test('names a folder of agents that is not there', () => {
    expect(problemsOf({ AGENT_DIR: '/nowhere' })).toEqual([
      'There is no folder of agents at /nowhere; make it, or set AGENT_DIR to another.',
    ])
  })

  test('says of a tool that cannot be used no more than why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tools-'))
    const AGENT_PROFILE = join(folder, 'mine.json')
    writeFileSync(AGENT_PROFILE, JSON.stringify({ name: 'Mine', model: 'gpt-4.1', tools: ['roll_dice', 'missing'] }))
    writeFileSync(join(folder, 'roll-dice.js'), 'export default {')
    const env = { AGENT_DIR, AGENT_PROFILE, TOOL_DIR: folder }
    try {
      expect(configure(env, await findTools(env))).toMatchObject({
        outcome: {
          problems: [
            expect.stringMatching(/roll-dice\.js cannot be used: /),
            expect.stringContaining('tools names missing, and no file in tools has that name'),
          ],
        },
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('holds the agent against the version of the service', () => {
    const old = { ...azure, AZURE_VOICE_LIVE_API_VERSION: '2025-10-01', AGENT_PROFILE: 'shop-help-desk' }
    expect(problemsOf(old).map((problem) => problem.replace(/.*: (\S+) needs api-version (\S+).*/, '$1 $2'))).toEqual([
      expect.stringContaining('session.interim_response'),
      expect.stringContaining('greeting.text'),
    ])
    expect(problemsOf({ ...azure, AGENT_PROFILE: 'shop-help-desk' })).toEqual([])
  })

  test('lets a Foundry agent be reached with Entra, and refuses a key for it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-'))
    const AGENT_PROFILE = join(folder, 'mine.json')
    const agent = { name: 'help-desk', project: 'shop' }
    const voice = { type: 'azure-standard', name: 'en-US-AvaNeural' }
    writeFileSync(AGENT_PROFILE, JSON.stringify({ name: 'Mine', agent, session: { voice } }))
    try {
      expect(problemsOf({ ...azure, AGENT_PROFILE })).toEqual([
        expect.stringMatching(
          /AZURE_VOICE_LIVE_API_KEY is set, but .* accepts Entra only; unset the key and sign in\./,
        ),
      ])
      expect(configure({ ...azure, AZURE_VOICE_LIVE_API_KEY: '', AGENT_PROFILE }, found).outcome).toMatchObject({
        config: { service: { credential: { type: 'entra' } } },
        agent: { query: { 'agent-name': 'help-desk', 'agent-project-name': 'shop' } },
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('keeps the reading of an agent that cannot be used, so that it can be explained', () => {
    expect(configure({ AGENT_DIR, VOICE_LIVE_VOICE: 'Samantha' }, found).reading?.setup.profile.name).toBe(
      'General assistant',
    )
    expect(configure({ AGENT_PROFILE: 'nobody' }, found).reading).toBeUndefined()
  })
})
