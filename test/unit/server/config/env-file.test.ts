/** `.env` as people and programs write it: read into the environment, below what is really set; and names that no one reads. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../../../server/config/config.ts'
import { configure, findTools } from '../../../../server/config/configure.ts'
import { useEnvFile } from '../../../../server/config/env-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (content: string | Buffer): string => {
  const path = join(folder, '.env')
  writeFileSync(path, content)
  return path
}

/** What the variables come to, with `real` set already. */
function read(content: string | Buffer, real: Record<string, string> = {}) {
  const env: Record<string, string | undefined> = { ...real, ENV_FILE: file(content) }
  const { names, notes, problems } = useEnvFile(env)
  return { env, names: [...names], notes, problems }
}

describe('.env', () => {
  const lines = [
    '# My settings',
    '',
    'A=plain',
    'B="in quotes # no comment"',
    "C='single' # a comment",
    'D=value # a comment',
    'export E=exported',
    '  F = spaced  ',
    'G=',
    'H="two\\nlines"',
    "I=it's",
  ]
  const values = {
    ...{ A: 'plain', B: 'in quotes # no comment', C: 'single', D: 'value', E: 'exported', F: 'spaced', G: '' },
    ...{ H: 'two\nlines', I: "it's" },
  }
  const text = lines.join('\n')
  test.each([
    ['lines of Unix', text],
    ['lines of Windows', lines.join('\r\n')],
    ['a byte order mark', `\ufeff${text}`],
    ['no line end at its end', text.trimEnd()],
    ['UTF-16, as PowerShell redirects it', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('is read with %s', (_what, content) => {
    const { env, notes, problems } = read(content)
    expect([notes, problems]).toEqual([[], []])
    expect(env).toMatchObject(values)
  })

  test('goes below what is really set, and a variable that is set to nothing stays nothing', () => {
    const { env, names } = read('A=file\nB=file\nC=file', { A: 'real', B: '' })
    expect(env).toMatchObject({ A: 'real', B: '', C: 'file' })
    expect(names).toEqual(['C'])
  })

  test('need not be there, unless it was asked for by name', () => {
    expect(useEnvFile({ ENV_FILE: join(folder, 'nowhere') }).problems).toEqual([
      expect.stringMatching(/nowhere cannot be read: there is no such file\.$/),
    ])
    expect(useEnvFile({ ENV_FILE: '/dev/null' })).toEqual({ names: new Set(), notes: [], problems: [] })
  })

  test('in another encoding is told', () => {
    expect(read(Buffer.from('A=ol\u00e1', 'latin1')).problems).toEqual([expect.stringContaining('is not UTF-8')])
  })

  test.each([
    [
      'a line of PowerShell',
      'A=1\n$env:AZURE_VOICE_LIVE_API_KEY = "secret"',
      /: line 2 is not NAME=value, and is left out\.$/,
    ],
    ['a # without a blank', 'A=secret#1', /: A ends at its #, where a comment begins; put the value in quotes\.$/],
    ['a quote at its beginning only', 'A="secret\nB=1', /: A begins with a quote that is not closed; close it/],
    [
      'its quote in its quotes',
      'A="say \\"secret\\""',
      /: A goes on behind a quote that ends it; put it in quotes of anoth/,
    ],
    ['words behind its quotes', "A='x' secret", /: A goes on behind a quote that ends it/],
    ['a colon', 'AZURE_VOICE_LIVE_API_KEY: secret', /: line 1 is not NAME=value/],
    [
      'a quote that is not closed',
      'A="secret\nB=1\nC="x"',
      /: A takes in the lines below it, for a quote is not closed/,
    ],
  ])('tells of %s, without its value', (_what, content, sentence) => {
    const { notes } = read(content)
    expect(notes).toEqual([expect.stringMatching(sentence)])
    expect(notes.join()).not.toContain('secret')
  })
})

describe('quotes that came along', () => {
  test.each(['"key1"', "'key1'", '“key1”', ' "key1" \r\n', '" key1 "'])('%s are taken off', (key) => {
    const read = readConfig({
      AZURE_VOICE_LIVE_ENDPOINT: '"https://lab.services.ai.azure.com"',
      AZURE_VOICE_LIVE_API_KEY: key,
    })
    expect(read).toMatchObject({
      config: { service: { endpoint: new URL('wss://lab.services.ai.azure.com/'), credential: { apiKey: 'key1' } } },
    })
  })

  test('around what the identity library reads by itself are told', () => {
    expect(readConfig({ AZURE_CLIENT_SECRET: '"s3cret"' })).toEqual({
      problems: [expect.stringMatching(/^AZURE_CLIENT_SECRET is in quotes, .*; take them off\.$/)],
    })
  })

  test('are left in a text that has its own', async () => {
    const env = { VOICE_LIVE_INSTRUCTIONS: 'Say "hello" and "goodbye"', VOICE_LIVE_MODEL: '"gpt-4.1"' }
    const { outcome } = configure(env, await findTools({}))
    expect(outcome).toMatchObject({
      agent: { query: { model: 'gpt-4.1' }, session: { instructions: 'Say "hello" and "goodbye"' } },
    })
  })
})

describe('a variable that nobody reads', () => {
  const notesOf = async (name: string) => configure({ [name]: 'secret' }, await findTools({})).notes

  test.each([
    ['AZURE_VOICE_LIVE_ENDPONT', 'AZURE_VOICE_LIVE_ENDPOINT'],
    ['AZURE_VOICE_LIVE_END_POINT', 'AZURE_VOICE_LIVE_ENDPOINT'],
    ['azure_voice_live_endpoint', 'AZURE_VOICE_LIVE_ENDPOINT'],
    ['AZURE_VOICE_LIVE_KEY', 'AZURE_VOICE_LIVE_API_KEY'],
    ['AZUR_VOICE_LIVE_API_KEY', 'AZURE_VOICE_LIVE_API_KEY'],
    ['VOICE_LIVE_API_KEY', 'AZURE_VOICE_LIVE_API_KEY'],
    ['VOICELIVE_API_KEY', 'AZURE_VOICE_LIVE_API_KEY'],
    ['VOICELIVE_ENDPOINT', 'AZURE_VOICE_LIVE_ENDPOINT'],
    ['VOICE_LIVE_INSTRUCTION', 'VOICE_LIVE_INSTRUCTIONS'],
    ['VOICELIVE_VERBOSE', 'VOICE_LIVE_VERBOSE'],
    ['AGENT_PROFLIE', 'AGENT_PROFILE'],
    ['MAX_SESSION', 'MAX_SESSIONS'],
    ['TOOLS_DIR', 'TOOL_DIR'],
    ['VOICE_LIVE_AGENT_PROFILE', 'AGENT_PROFILE'],
    ['VOICELIVE_PORT', 'PORT'],
  ])('%s is named with the one that was meant', async (name, meant) => {
    expect(await notesOf(name)).toEqual([`The variable ${name} is not known, and does nothing; did you mean ${meant}?`])
  })

  test.each([
    ['VOICE_LIVE_ENDPOINT', 'AZURE_VOICE_LIVE_ENDPOINT'],
    ['AZURE_VOICE_LIVE_SOMETHING_ELSE', 'docs/variables.md'],
    ['VOICE_LIVE_TEMPERATURE', 'that is session.temperature in the file of the agent.'],
  ])('%s begins as ours do, and is named however far it is', async (name, help) => {
    expect(await notesOf(name)).toEqual([expect.stringContaining(`${name} is not known, and does nothing; `)])
    expect(await notesOf(name)).toEqual([expect.stringContaining(help)])
  })

  test.each([
    'PATH',
    'HTTP_PROXY',
    'http_proxy',
    'NODE_ENV',
    'HOSTNAME',
    'AZURE_CLIENT_SECRET',
    'WEBSITE_HOSTNAME',
    'AZURE_LOCATION',
  ])('%s is somebody else’s', async (name) => {
    expect(await notesOf(name)).toEqual([])
  })
})

describe('the names of the labs and of Microsoft’s samples', () => {
  const configured = async (env: Record<string, string>) => configure(env, await findTools({}))

  test('configure the service, its version, model, voice and instructions', async () => {
    const { outcome, notes } = await configured({
      AZURE_VOICELIVE_ENDPOINT: 'https://lab.services.ai.azure.com',
      AZURE_VOICELIVE_API_KEY: 'key1',
      AZURE_VOICELIVE_API_VERSION: '2026-04-10',
      AZURE_VOICELIVE_MODEL: 'gpt-4.1',
      AZURE_VOICELIVE_VOICE: 'en-GB-SoniaNeural',
      AZURE_VOICELIVE_INSTRUCTIONS: 'Be brief.',
    })
    expect(notes).toEqual([])
    expect(outcome).toMatchObject({
      config: { service: { type: 'azure', apiVersion: '2026-04-10', credential: { apiKey: 'key1' } } },
      agent: {
        query: { model: 'gpt-4.1' },
        session: { instructions: 'Be brief.', voice: { name: 'en-GB-SoniaNeural' } },
      },
    })
  })

  const lab = { AZURE_VOICELIVE_ENDPOINT: 'https://lab.services.ai.azure.com', AZURE_VOICELIVE_PROJECT_NAME: 'demo' }
  test.each([
    ['its name', { AZURE_VOICELIVE_AGENT_ID: 'shop' }, { 'agent-name': 'shop' }],
    ['its name and version', { AZURE_VOICELIVE_AGENT_ID: 'shop:8' }, { 'agent-name': 'shop', 'agent-version': '8' }],
    [
      'a version of its own',
      { AZURE_VOICELIVE_AGENT_NAME: 'shop', AZURE_VOICELIVE_AGENT_VERSION: '2' },
      { 'agent-name': 'shop', 'agent-version': '2' },
    ],
    ['the older name', { AI_FOUNDRY_AGENT_ID: 'shop' }, { 'agent-name': 'shop' }],
    [
      'a model that is set as well',
      { AZURE_VOICELIVE_AGENT_ID: 'shop', VOICE_LIVE_MODEL: 'gpt-4.1' },
      { 'agent-name': 'shop' },
    ],
  ])('choose a Foundry agent by %s, with nothing of the default profile', async (_what, env, query) => {
    const { outcome } = await configured({ ...lab, ...env })
    expect(outcome).toMatchObject({ agent: { name: 'shop' } })
    if ('agent' in outcome) {
      expect(outcome.agent.query).toEqual({ 'agent-project-name': 'demo', ...query })
      expect(outcome.agent.session).not.toHaveProperty('instructions')
      expect(outcome.agent.tools).toEqual([])
    }
  })

  test('give a profile that was chosen another agent, and leave out what that one does not take', async () => {
    const env = {
      ...lab,
      AZURE_VOICELIVE_AGENT_ID: 'shop',
      AGENT_PROFILE: 'shop-help-desk',
      AGENT_DIR: 'test/fixtures/agents',
    }
    const { outcome } = await configured(env)
    expect(outcome).toMatchObject({
      agent: { query: { 'agent-name': 'shop' }, session: { turn_detection: { type: 'azure_semantic_vad' } } },
    })
  })

  test.each([
    [
      { AZURE_VOICELIVE_AGENT_ID: 'shop', AZURE_VOICELIVE_PROJECT_NAME: '' },
      /AGENT_ID is set without .*PROJECT_NAME; set it/,
    ],
    [{ AZURE_VOICELIVE_AGENT_ID: 'asst_abc123' }, /asst_abc123, the id of a classic agent/],
    [{ AZURE_VOICELIVE_AGENT_ID: 'shop', AZURE_VOICELIVE_API_KEY: 'key1' }, /accepts Entra only/],
  ])('%j cannot be used, and says why', async (env, sentence) => {
    const { outcome } = await configured({ ...lab, ...env })
    expect(outcome).toEqual({ problems: [expect.stringMatching(sentence)] })
  })

  test('of a project alone are a note', async () => {
    const { outcome, notes } = await configured(lab)
    expect(outcome).toMatchObject({ agent: { id: 'general-assistant' } })
    expect(notes).toEqual([expect.stringContaining('PROJECT_NAME does nothing without AZURE_VOICELIVE_AGENT_ID')])
  })
})
