/** What comes along with a pasted setting is taken off; what stays and cannot be right refuses the start, and names the variable. */

import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../../server/agent/environment.ts'
import { readConfig } from '../../../../server/config/config.ts'
import { configure } from '../../../../server/config/configure.ts'

const azure = { AZURE_VOICE_LIVE_ENDPOINT: 'https://lab.services.ai.azure.com/', AZURE_VOICE_LIVE_API_KEY: 'a1b2c3' }

const serviceOf = (env: Environment) => {
  const read = readConfig({ ...azure, ...env })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.config.service
}

describe('what people paste', () => {
  test.each([
    ['a line end of Windows', 'a1b2c3\r\n'],
    ['a byte order mark', '\ufeffa1b2c3'],
    ['a zero-width space in the middle', 'a1b2\u200bc3'],
    ['a no-break space behind it', 'a1b2c3\u00a0'],
    ['a word joiner and blanks', ' \u2060a1b2c3\t '],
    ['marks of a right-to-left page', '\u202aa1b2c3\u202c'],
    ['a soft hyphen', 'a1\u00adb2c3'],
  ])('is taken off a key: %s', (_name, AZURE_VOICE_LIVE_API_KEY) => {
    expect(serviceOf({ AZURE_VOICE_LIVE_API_KEY })).toMatchObject({ credential: { apiKey: 'a1b2c3' } })
  })

  test('is taken off every other setting', () => {
    const read = readConfig({
      AZURE_VOICE_LIVE_ENDPOINT: '\ufeffhttps://lab.services.ai.azure.com\u200b/\r\n',
      AZURE_VOICE_LIVE_API_VERSION: '2026-07-15\r',
      AZURE_CLIENT_ID: '\u200ban-identity\r\n',
      VOICE_LIVE_VERBOSE: 'true\r',
      HOST: '127.0.0.1\r\n',
    })
    expect(read).toMatchObject({
      config: {
        host: '127.0.0.1',
        verbose: true,
        service: {
          endpoint: new URL('wss://lab.services.ai.azure.com'),
          apiVersion: '2026-07-15',
          credential: { clientId: 'an-identity' },
        },
      },
    })
    const { outcome } = configure(
      { VOICE_LIVE_MODEL: '\ufeffgpt-4o\r\n' },
      { tools: [], files: new Map(), problems: [], unread: [] },
    )
    expect(outcome).toMatchObject({ problems: expect.anything() })
    expect(JSON.stringify(outcome)).not.toContain('\ufeff')
  })

  test.each([
    ['AZURE_VOICE_LIVE_API_KEY', 'a1b2\u2026', 'U+2026 as character 5'],
    ['AZURE_VOICE_LIVE_API_KEY', 'a1b2\nc3', 'U+000A as character 5'],
    ['AZURE_VOICE_LIVE_API_KEY', 'a1b2 c3', 'U+0020 as character 5'],
    ['AZURE_VOICE_LIVE_API_KEY', '\u0000a1b2', 'U+0000 as character 1'],
    ['AZURE_VOICE_LIVE_API_KEY', 'схема', 'U+0441 as character 1'],
    ['AZURE_VOICELIVE_API_KEY', 'a\u{1f511}', 'U+1F511 as character 2'],
    ['AZURE_VOICE_LIVE_ENDPOINT', 'https://lab.services.ai.azure.com \u2190 this', 'U+0020 as character 34'],
    ['AZURE_TENANT_ID', 'a-tenant\r', 'U+000D as character 9'],
    ['AZURE_CLIENT_SECRET', '\ufeffhush', 'U+FEFF as character 1'],
  ])('refuses the start where it cannot be right, and prints no secret: %s %j', (name, value, where) => {
    const { AZURE_VOICE_LIVE_API_KEY: key, ...endpoint } = azure
    const env = name === 'AZURE_VOICELIVE_API_KEY' ? endpoint : { ...endpoint, AZURE_VOICE_LIVE_API_KEY: key }
    const read = readConfig({ ...env, [name]: value })
    const named = name === 'AZURE_VOICELIVE_API_KEY' ? 'AZURE_VOICE_LIVE_API_KEY' : name
    expect(read).toEqual({
      problems: [`${named} has a character in it that cannot be right (${where}); copy it again, and nothing else.`],
    })
  })
})

describe('a path of the endpoint', () => {
  test.each([
    ['https://gateway.example/voice', 'wss://gateway.example/voice'],
    ['https://gateway.example/team-a/ai/', 'wss://gateway.example/team-a/ai'],
    ['https://apim-lab.azure-api.net/speech', 'wss://apim-lab.azure-api.net/speech'],
    ['http://localhost:8787/under/here', 'ws://localhost:8787/under/here'],
    ['https://gateway.example/team-a/voice-live/realtime', 'wss://gateway.example/team-a'],
    ['https://gateway.example/voice-live/realtime?api-version=2026-07-15', 'wss://gateway.example/'],
    ['https://gateway.example/ai/api/projects/lab', 'wss://gateway.example/ai'],
    ['https://lab.services.ai.azure.com/api/projects/lab', 'wss://lab.services.ai.azure.com/'],
    ['https://lab.openai.azure.com/openai/v1/', 'wss://lab.openai.azure.com/'],
    ['https://lab.cognitiveservices.azure.us/anything', 'wss://lab.cognitiveservices.azure.us/'],
  ])('is that of a gateway, unless it is one that people copy: %s', (AZURE_VOICE_LIVE_ENDPOINT, expected) => {
    expect(serviceOf({ AZURE_VOICE_LIVE_ENDPOINT })).toMatchObject({ endpoint: new URL(expected) })
  })
})
