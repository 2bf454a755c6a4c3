/** What variables do to a profile: the names of the lab win, references are filled in, and a file is found by name or path. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAgent } from '../../../../server/agent/load.ts'
import { newest, notesOf, tools, understood } from './understand.ts'

const assistant = { name: 'Test', model: 'gpt-realtime', session: { instructions: 'Be kind.', voice: 'alloy' } }
const shop = { name: 'Test', agent: { name: 'shop', project: 'demo' } }
const reference = (name: string) => `\${${name}}`

describe('variables of the lab', () => {
  test('win over the profile', () => {
    const { agent } = understood(assistant, {
      VOICE_LIVE_MODEL: 'gpt-4.1',
      VOICE_LIVE_VOICE: ' en-GB-SoniaNeural ',
      VOICE_LIVE_INSTRUCTIONS: 'Be brief.',
    })
    expect(agent.query).toEqual({ model: 'gpt-4.1' })
    expect(agent.session).toMatchObject({
      instructions: 'Be brief.',
      voice: { type: 'azure-standard', name: 'en-GB-SoniaNeural' },
      input_audio_transcription: { model: 'azure-speech' },
    })
  })

  test('count as absent when they are empty', () => {
    const empty = { VOICE_LIVE_MODEL: '', VOICE_LIVE_VOICE: ' ', VOICE_LIVE_INSTRUCTIONS: '', VOICE_LIVE_PROFILE: '' }
    expect(understood(assistant, empty).agent).toEqual(understood(assistant).agent)
  })

  test('VOICE_LIVE_PROFILE calls a deployment of one’s own', () => {
    const env = { VOICE_LIVE_MODEL: 'my-realtime', VOICE_LIVE_PROFILE: 'byom-azure-openai-realtime' }
    const { agent } = understood(assistant, env)
    expect(agent.query).toEqual({ model: 'my-realtime', profile: 'byom-azure-openai-realtime' })
    expect(agent.session.input_audio_transcription).toEqual({ model: 'whisper-1' })
  })

  test('a Foundry agent keeps its own model, and says that the variable does nothing', () => {
    const env = { VOICE_LIVE_MODEL: 'gpt-realtime' }
    expect(understood(shop, env).agent.query).toEqual({ 'agent-name': 'shop', 'agent-project-name': 'demo' })
    expect(notesOf(shop, env)).toEqual(['VOICE_LIVE_MODEL is ignored: the Foundry agent shop brings its own model.'])
  })
})

describe('a Foundry agent', () => {
  test('is called by all of its parameters, and nothing is sent that the profile does not name', () => {
    const agent = {
      name: 'shop',
      project: reference('PROJECT'),
      version: '3',
      authentication_identity_client_id: 'client',
      foundry_resource_override: 'other',
    }
    const read = understood({ name: 'Test', agent }, { PROJECT: 'demo' }).agent
    expect(read.query).toEqual({
      'agent-name': 'shop',
      'agent-project-name': 'demo',
      'agent-version': '3',
      'agent-authentication-identity-client-id': 'client',
      'foundry-resource-override': 'other',
    })
    expect(Object.keys(read.session).sort()).toEqual([
      'input_audio_format',
      'input_audio_sampling_rate',
      'modalities',
      'output_audio_format',
    ])
  })
})

describe('references', () => {
  const server = {
    type: 'mcp',
    server_label: 'crm',
    server_url: `https://${reference('CRM_HOST')}/mcp`,
    authorization: `Bearer ${reference('CRM_TOKEN')}`,
  }

  test('are filled into MCP servers, and what came in is a secret', () => {
    const profile = { ...assistant, mcp_servers: [server] }
    const { agent } = understood(profile, { CRM_HOST: 'crm.example', CRM_TOKEN: 'abc123' })
    expect(agent.session.tools).toEqual([
      { ...server, server_url: 'https://crm.example/mcp', authorization: 'Bearer abc123' },
    ])
    expect(agent.secrets).toEqual(['crm.example', 'abc123'])
  })

  test('are text in a prompt', () => {
    const instructions = `Prices are in ${reference('CURRENCY')}.`
    const { agent } = understood({ ...assistant, session: { instructions } }, { CURRENCY: 'euros' })
    expect(agent.session.instructions).toBe(instructions)
  })
})

describe('AGENT_PROFILE', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agents-'))
    writeFileSync(join(folder, 'tutor.json'), `\uFEFF${JSON.stringify(assistant)}`)
    writeFileSync(join(folder, 'broken.json'), '{ "name": ')
    writeFileSync(join(folder, 'agent.schema.json'), '{}')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const load = (choice: string, folders = [folder]) =>
    loadAgent({ env: { AGENT_PROFILE: choice }, service: newest, tools, folders })

  test.each(['tutor', () => join(folder, 'tutor.json'), () => join(folder, 'tutor')])(
    'takes a name or a path',
    (choice) => {
      const reading = load(typeof choice === 'string' ? choice : choice())
      expect(reading).toMatchObject({ agent: { id: 'tutor', name: 'Test' }, problems: [] })
    },
  )

  test('names the profile that was meant', () => {
    expect(load('tuter')).toEqual(['AGENT_PROFILE is tuter, which is no profile here; did you mean tutor?'])
  })

  test('names all profiles when none is near', () => {
    expect(load('concierge')).toEqual([
      'AGENT_PROFILE is concierge, which is no profile here; choose one of broken, tutor, or give the path of a JSON file.',
    ])
    expect(load('concierge', [])).toEqual([
      'AGENT_PROFILE is concierge, which is no profile here; give the path of a JSON file.',
    ])
  })

  test('is no schema', () => {
    expect(load('agent.schema')).toEqual([expect.stringContaining('is no profile here; choose one of broken, tutor')])
  })

  test('says when there is no file at the path', () => {
    expect(load('./nowhere.json')).toEqual([
      'AGENT_PROFILE is ./nowhere.json, and there is no such file; give the path of a JSON file.',
    ])
  })

  test('says when the file is not JSON', () => {
    expect(load('broken')).toEqual([expect.stringMatching(/^The agent profile .*broken\.json is not valid JSON: .+/)])
  })
})

describe('a variable that is left over from another agent', () => {
  const chosen = (env: Record<string, string>) => {
    const reading = loadAgent({ env, service: newest, tools, folders: ['test/fixtures/agents'] })
    if (!('agent' in reading)) throw new Error(reading.join('\n'))
    return reading
  }
  const realtime = { VOICE_LIVE_MODEL: 'gpt-realtime' }

  test.each([
    ['a model', 'portuguese-tutor', realtime, 'VOICE_LIVE_MODEL is ignored'],
    ['a model', 'shop-help-desk', realtime, 'VOICE_LIVE_MODEL is ignored'],
    ['a voice', 'shop-help-desk', { VOICE_LIVE_VOICE: 'alloy' }, 'VOICE_LIVE_VOICE is ignored'],
    ['both', 'shop-help-desk', { ...realtime, VOICE_LIVE_VOICE: 'alloy' }, 'VOICE_LIVE_MODEL and VOICE_LIVE_VOICE are'],
  ])('%s keeps no agent from starting that was chosen by name: %s', (_what, name, env, note) => {
    const { agent, problems, notes } = chosen({ ...env, AGENT_PROFILE: name })
    expect(problems).toEqual([])
    expect(agent.query.model).toMatch(/^gpt-4\.1/)
    expect(agent.session.voice).toMatchObject({ type: 'azure-standard' })
    expect(notes).toEqual([expect.stringContaining(`${name}: ${note}`)])
  })

  test('still wins where the agent can work with it, and stops one that nobody chose', () => {
    expect(chosen({ VOICE_LIVE_MODEL: 'gpt-4.1', AGENT_PROFILE: 'shop-help-desk' })).toMatchObject({
      agent: { query: { model: 'gpt-4.1' } },
      notes: [],
    })
    expect(chosen({ VOICE_LIVE_MODEL: 'gpt-4.1', VOICE_LIVE_VOICE: 'alloy' }).problems).toHaveLength(1)
  })
})
