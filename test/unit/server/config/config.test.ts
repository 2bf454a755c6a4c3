/** The environment: what is read, and the sentence for every mistake. */

import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../../server/agent/environment.ts'
import { type Config, readConfig } from '../../../../server/config/config.ts'
import { variables } from '../../../../server/config/variables.ts'
import { secretsOf } from '../../../../server/service.ts'

const configOf = (env: Environment): Config => {
  const read = readConfig(env)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.config
}

const problemsOf = (env: Environment): readonly string[] => {
  const read = readConfig(env)
  return 'problems' in read ? read.problems : []
}

const azure = { AZURE_VOICE_LIVE_ENDPOINT: 'https://lab.services.ai.azure.com/', AZURE_VOICE_LIVE_API_KEY: 'k' }

describe('readConfig', () => {
  test.each(['::1', '[::1]'])('listens on %s', (HOST) => {
    expect(configOf({ HOST })).toMatchObject({ host: '::1', access: { type: 'open' } })
  })

  test('drains, and closes what is left in a quarter of that, before App Service kills it after five seconds', () => {
    expect(configOf({}).drainWithinMs * 1.25).toBeLessThan(5_000)
  })

  test.each(['0', '-1', '121', 'soon'])('refuses to drain for "%s" seconds', (value) => {
    expect(problemsOf({ DRAIN_SECONDS: value })).toEqual([
      expect.stringMatching(/^DRAIN_SECONDS must be .* leave it out/),
    ])
    expect(configOf({ DRAIN_SECONDS: '25.5' }).drainWithinMs).toBe(25_500)
  })

  test('needs nothing: the emulator on loopback', () => {
    expect(configOf({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      frameMs: 40,
      maxSessions: 100,
      verbose: false,
      service: { type: 'emulator' },
    })
  })

  test('takes empty variables for absent ones', () => {
    expect(configOf({ PORT: '', AZURE_VOICE_LIVE_ENDPOINT: ' ', HOST: '' })).toEqual(configOf({}))
  })

  test('turns the endpoint into a WebSocket origin', () => {
    expect(configOf(azure).service).toEqual({
      type: 'azure',
      endpoint: new URL('wss://lab.services.ai.azure.com'),
      apiVersion: '2026-07-15',
      credential: { type: 'key', apiKey: 'k' },
    })
    const local = configOf({ ...azure, AZURE_VOICE_LIVE_ENDPOINT: 'http://127.0.0.1:8787' })
    expect(local.service).toMatchObject({ endpoint: new URL('ws://127.0.0.1:8787') })
  })

  test.each([
    ['the service', azure, 25],
    ['the service, as asked', { ...azure, DIALS_PER_MINUTE: '7' }, 7],
    ['the service, without a limit', { ...azure, DIALS_PER_MINUTE: '0' }, undefined],
    ['an emulator on this machine', { ...azure, AZURE_VOICE_LIVE_ENDPOINT: 'http://127.0.0.1:8787' }, undefined],
    ['the emulator in this server', {}, undefined],
  ])('dials %s so often a minute: %j', (_what, env, expected) => {
    expect(configOf(env).dialsPerMinute).toBe(expected)
  })

  test('knows the names that an open server answers to', () => {
    expect(configOf({}).names).toEqual(['localhost', '127.0.0.1', '[::1]', '127.0.0.1'])
    expect(configOf({ ALLOWED_HOSTS: ' a.example ,,10.0.0.5:80,' }).names).toEqual(
      expect.arrayContaining(['localhost', 'a.example', '10.0.0.5:80']),
    )
    expect(configOf({ HOST: '0.0.0.0', ACCESS: 'open' }).names).toBeUndefined()
  })

  test('believes that App Service signs people in when App Service has set more than that', () => {
    const said = { WEBSITE_AUTH_ENABLED: 'True', HOST: '0.0.0.0' }
    const proof = { WEBSITE_SITE_NAME: 'voice', WEBSITE_INSTANCE_ID: '0f' }
    expect(configOf({ ...said, ...proof }).access).toEqual({ type: 'sign-in' })
    for (const missing of Object.keys(proof)) expect(problemsOf({ ...said, ...proof, [missing]: '' })).toHaveLength(1)
  })

  test.each<[Environment, number]>([
    [{}, 30],
    [{ MAX_SESSIONS: '120' }, 30],
    [{ MAX_SESSIONS: '400' }, 100],
    [{ MAX_SESSIONS: '120', MAX_SESSIONS_PER_ADDRESS: '10' }, 10],
  ])('gives one network its share: %j', (env, expected) => {
    expect(configOf(env).maxSessionsPerAddress).toBe(expected)
  })

  test('takes the other spelling of endpoint and key', () => {
    const { service } = configOf({ AZURE_VOICELIVE_ENDPOINT: 'https://x.example', AZURE_VOICELIVE_API_KEY: 'k' })
    expect(service).toMatchObject({
      type: 'azure',
      endpoint: new URL('wss://x.example'),
      credential: { type: 'key', apiKey: 'k' },
    })
  })

  test.each<[string, Environment, string | undefined]>([
    ['whoever is signed in on this machine', {}, undefined],
    ['the managed identity that is named', { AZURE_CLIENT_ID: 'an-identity' }, 'an-identity'],
    ['an app, which its library finds', { AZURE_CLIENT_ID: 'an-app', AZURE_TENANT_ID: 'a-tenant' }, undefined],
  ])('signs in with Entra where there is no key: %s', (_name, env, clientId) => {
    const { service } = configOf({ ...env, AZURE_VOICE_LIVE_ENDPOINT: azure.AZURE_VOICE_LIVE_ENDPOINT })
    expect(service).toMatchObject({ credential: { type: 'entra', clientId } })
    expect(configOf({ ...env, ...azure }).service).toMatchObject({ credential: { type: 'key' } })
  })

  test.each([
    ['true', true],
    ['Yes', true],
    ['1', true],
    ['off', false],
    ['0', false],
  ])('reads the flag %s', (value, expected) => {
    expect(configOf({ VOICE_LIVE_VERBOSE: value }).verbose).toBe(expected)
  })

  test.each<[string, Environment, RegExp]>([
    ['a port that is no number', { PORT: 'http' }, /^PORT must be a whole number; set it between 0 and 65535/],
    ['a port out of range', { PORT: '70000' }, /^PORT must be a whole number between 0 and 65535/],
    ['half a millisecond', { FRAME_MS: '40.5' }, /^FRAME_MS must be a whole number between 20 and 100/],
    ['no session at all', { MAX_SESSIONS: '0' }, /^MAX_SESSIONS must be/],
    ['a flag with a comment', { VOICE_LIVE_VERBOSE: 'true # for now' }, /remove everything else from its value/],
    ['an endpoint without scheme', { ...azure, AZURE_VOICE_LIVE_ENDPOINT: 'lab.azure.com' }, /set it to https:\/\//],
    [
      'a list of hosts with an address of a page in it',
      { ALLOWED_HOSTS: 'a.example, https://b.example/' },
      /^ALLOWED_HOSTS must be names.*"https:..b.example." is neither/,
    ],
    [
      'the address of a portal',
      { ...azure, AZURE_VOICE_LIVE_ENDPOINT: 'https://ai.azure.com/foundry?x=hidden' },
      /^AZURE_VOICE_LIVE_ENDPOINT is the address of a portal; set it to that of the resource/,
    ],
    [
      'a key out of a sample',
      { ...azure, AZURE_VOICE_LIVE_API_KEY: '<key>' },
      /^AZURE_VOICE_LIVE_API_KEY is what a sample has/,
    ],
    [
      'an endpoint in the clear',
      { ...azure, AZURE_VOICE_LIVE_ENDPOINT: 'http://lab.example' },
      /unencrypted; use https/,
    ],
    [
      'a version that is no date',
      { ...azure, AZURE_VOICE_LIVE_API_VERSION: 'v1' },
      /must be a date such as 2026-07-15/,
    ],
    [
      'a key without endpoint',
      { AZURE_VOICE_LIVE_API_KEY: 'hidden' },
      /set AZURE_VOICE_LIVE_ENDPOINT, or unset the key/,
    ],
  ])('explains %s in one sentence', (_name, env, sentence) => {
    const problems = problemsOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(sentence)
    expect(problems[0]).not.toContain('hidden')
  })

  test.each(Object.keys(variables.shape))('names %s in every sentence about it', (name) => {
    for (const value of ['ten', '1e999', '-1', '{}', '1,5', 'http://', '\u4e00'])
      for (const problem of problemsOf({ [name]: value })) expect(problem).toContain(name)
  })

  test.each([
    ['a % that stands for itself', 'http://user:100%safe@proxy:3128', 1],
    ['one at the end', 'http://user:100%@proxy:3128', 1],
    ['one in the name', 'http://us%er@proxy:3128', 1],
    ['one without a scheme', 'user:100%safe@proxy:3128', 1],
    ['bytes that are no text', 'http://user:%E9@proxy:3128', 1],
    ['one that is escaped', 'http://user:100%25safe@proxy:3128', 0],
    ['no password', 'http://proxy:3128', 0],
  ])('takes a proxy with %s, or says what to write', (_what, HTTPS_PROXY, count) => {
    const problems = problemsOf({ ...azure, HTTPS_PROXY })
    expect(problems).toHaveLength(count)
    for (const problem of problems) expect(problem).toMatch(/^HTTPS_PROXY .* write it as %25\.$/)
    if (count === 0) expect(secretsOf(configOf({ ...azure, HTTPS_PROXY }).service)).toContain('k')
  })

  test.each([
    'https://user:hidden@b.example/',
    'a.example,https://user:x,hidden@b.example',
    'user:hid,hidden@b.example',
    'b.example/?code=hidden',
    'a.example, b.example#hidden',
  ])('says of ALLOWED_HOSTS=%s what is wrong, and nothing that lets anybody in', (ALLOWED_HOSTS) => {
    const problems = problemsOf({ ALLOWED_HOSTS })
    expect(problems).toEqual([expect.stringMatching(/^ALLOWED_HOSTS must be names or addresses/)])
    expect(problems[0]).not.toContain('hid')
  })

  test('names every mistake at once', () => {
    expect(problemsOf({ PORT: 'x', FRAME_MS: '1' })).toHaveLength(2)
  })
})
