/** The explanation of a configuration: where each value comes from, and that no secret is in it. */

import { describe, expect, test } from 'vitest'
import { explainAgent, table } from '../../../../server/cli/doctor/explain.ts'
import { understand, understood } from '../agent/understand.ts'

const profile = {
  name: 'Test',
  model: 'gpt-4.1',
  session: { voice: 'en-US-AvaNeural', instructions: ['Be kind.', 'x'.repeat(200)], temperature: 0.7 },
  mcp_servers: [
    {
      type: 'mcp',
      server_label: 'crm',
      server_url: 'https://crm.example/mcp',
      authorization: `Bearer \${CRM_TOKEN}`,
      headers: { 'x-api-key': `\${CRM_KEY}` },
    },
  ],
}
const env = { CRM_TOKEN: 'secret-token', CRM_KEY: 'secret-key', VOICE_LIVE_VOICE: 'en-GB-SoniaNeural' }
const lines = explainAgent(understood(profile, env))
const line = (setting: string) => lines.find((candidate) => candidate.setting === setting)

describe('explainAgent', () => {
  test.each([
    ['model', 'gpt-4.1', 'profile'],
    ['session.temperature', '0.7', 'profile'],
    ['session.voice.name', 'en-GB-SoniaNeural', 'VOICE_LIVE_VOICE'],
    ['session.turn_detection.silence_duration_ms', '500', 'default'],
    ['session.modalities', 'text, audio', 'default'],
    ['mcp_servers.0.server_label', 'crm', 'profile'],
  ])('says where %s comes from', (setting, value, from) => {
    expect(line(setting)).toEqual({ setting, value, from })
  })

  test('says it of what the profile says in short, too', () => {
    const short = explainAgent(understood({ ...profile, mcp_servers: [] }))
    expect(short).toContainEqual({ setting: 'session.voice.type', value: 'azure-standard', from: 'profile' })
  })

  test('masks what came in by reference, and names the variable', () => {
    expect(line('mcp_servers.0.authorization')).toEqual({
      setting: 'mcp_servers.0.authorization',
      value: 'Bearer ********',
      from: 'CRM_TOKEN',
    })
    expect(JSON.stringify(lines)).not.toMatch(/secret-(token|key)/)
  })

  test('masks what signs in, written down as it is', () => {
    const server = {
      ...profile.mcp_servers[0],
      server_url: 'https://me:hidden@crm.example/mcp?code=hidden',
      authorization: 'Bearer hidden',
      headers: { 'x-api-key': 'hidden', Cookie: 'hidden', 'X-Crm': 'hidden', 'Ocp-Apim-Subscription-Key': 'hidden' },
    }
    const bare = {
      ...server,
      server_label: 'bare',
      server_url: 'https://crm.example/hook#hidden',
      authorization: 'hidden',
    }
    const session = {
      instructions: 'See https://files.example/a.txt?sig=hidden for more.',
      max_response_output_tokens: 200,
      metadata: { api_key: 'hidden', team: 'shop' },
    }
    const reading = understand({ ...profile, session, mcp_servers: [server, bare] })
    const shown = 'agent' in reading ? explainAgent(reading) : []
    expect(JSON.stringify(shown)).not.toContain('hidden')
    expect(shown.map(({ setting, value }) => `${setting} ${value}`)).toEqual(
      expect.arrayContaining([
        'mcp_servers.0.authorization Bearer ********',
        'mcp_servers.1.authorization ********',
        'session.max_response_output_tokens 200',
        'session.metadata.team shop',
      ]),
    )
  })

  test('abridges a long prompt', () => {
    expect(line('session.instructions')?.value).toMatch(/^Be kind\. x{43}… \(209 characters\)$/)
  })

  test('leaves the definitions of tools out: they are named under tools', () => {
    expect(lines.filter(({ setting }) => setting.startsWith('session.tools'))).toEqual([])
  })
})

describe('table', () => {
  test('aligns its columns', () => {
    const rows = [
      { setting: 'a', value: 'long value', from: 'profile' },
      { setting: 'longer', value: 'x', from: 'default' },
    ]
    expect(table(rows)).toBe('  a       long value  profile\n  longer  x           default')
  })
})
