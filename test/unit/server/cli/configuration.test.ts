/** `npm run doctor -- --config`: what it prints, and that no secret is in it. */

import { describe, expect, test } from 'vitest'
import { checkConfiguration } from '../../../../server/cli/doctor/configuration.ts'

const squeeze = (text: string): string => text.replaceAll(/ +/g, ' ')

describe('checkConfiguration', () => {
  test('explains a server that is told nothing', async () => {
    const { text, ok } = await checkConfiguration({})
    expect(ok).toBe(true)
    expect(squeeze(text)).toContain(' PORT 8080 default\n')
    expect(squeeze(text)).toContain(' AZURE_VOICE_LIVE_ENDPOINT not set default\n')
    expect(squeeze(text)).toContain(' profile agents/general-assistant.json default\n')
    expect(text).toMatch(/No problems: the server would start\.$/)
  })

  test('names the variable behind a value, masks the key, and takes the other spelling', async () => {
    const { text } = await checkConfiguration({
      PORT: '80',
      AGENT_PROFILE: 'portuguese-tutor',
      AZURE_VOICELIVE_ENDPOINT: 'https://lab.example',
      AZURE_VOICELIVE_API_KEY: 'hidden-key',
    })
    expect(squeeze(text)).toContain(' PORT 80 environment\n')
    expect(squeeze(text)).toContain(' AZURE_VOICE_LIVE_ENDPOINT https://lab.example AZURE_VOICELIVE_ENDPOINT\n')
    expect(squeeze(text)).toContain(' AZURE_VOICE_LIVE_API_KEY ******** AZURE_VOICELIVE_API_KEY\n')
    expect(squeeze(text)).toContain(' profile agents/portuguese-tutor.json AGENT_PROFILE\n')
    expect(text).not.toContain('hidden-key')
  })

  test('shows notes and problems, beside the values that caused them', async () => {
    const { text, ok } = await checkConfiguration({ VOICE_LIVE_MODEL: 'gpt-9', VOICE_LIVE_VOICE: 'alloy' })
    expect(ok).toBe(false)
    expect(squeeze(text)).toContain(' session.voice.name alloy VOICE_LIVE_VOICE\n')
    expect(text).toContain('Notes\n  Agent profile general-assistant: VOICE_LIVE_MODEL is gpt-9')
    expect(text).toContain(
      'Problems: the server would not start\n  Agent profile general-assistant: VOICE_LIVE_VOICE is the OpenAI voice alloy, which gpt-9 (VOICE_LIVE_MODEL) cannot speak with',
    )
  })

  test('counts a file of variables that cannot be read', async () => {
    const { text, ok } = await checkConfiguration({}, { names: new Set(), problems: ['/x cannot be read: gone.'] })
    expect(text).toContain('Problems: the server would not start\n  /x cannot be read: gone.')
    expect(ok).toBe(false)
  })

  test('shows a Foundry agent of variables, and no profile behind it', async () => {
    const { text, ok } = await checkConfiguration({
      AZURE_VOICELIVE_AGENT_ID: 'shop',
      AZURE_VOICELIVE_PROJECT_NAME: 'demo',
      AZURE_VOICELIVE_AGENT_VERSION: '3',
    })
    expect(ok).toBe(true)
    expect(squeeze(text)).toContain(' profile none AZURE_VOICELIVE_AGENT_ID\n')
    expect(squeeze(text)).toContain(' agent.name shop AZURE_VOICELIVE_AGENT_ID\n')
    expect(squeeze(text)).toContain(' agent.project demo AZURE_VOICELIVE_PROJECT_NAME\n')
    expect(squeeze(text)).toMatch(/ agent\.version 3 AZURE_VOICELIVE_AGENT_VERSION\n/)
  })

  test('explains the server even when there is no such agent', async () => {
    const { text, ok } = await checkConfiguration({ AGENT_PROFILE: 'nobody' })
    expect(ok).toBe(false)
    expect(text).toMatch(/^Server\n/)
    expect(text).not.toContain('\nAgent\n')
    expect(text).toContain('AGENT_PROFILE is nobody, which is no profile here')
  })

  test.each<[string, string]>([
    ['HTTPS_PROXY', 'http://user:hidden@proxy.example:3128'],
    ['HTTPS_PROXY', 'user:hidden@proxy.example:3128'],
    ['HTTPS_PROXY', 'http://user:hid#hidden@proxy.example:3128'],
    ['HTTPS_PROXY', 'http://user:p@hidden@proxy.example:3128'],
    ['HTTPS_PROXY', 'http://user:100%hidden@proxy.example:3128'],
    ['https_proxy', 'http://hidden@proxy.example:3128'],
    ['AZURE_VOICE_LIVE_ENDPOINT', 'https://lab.example/?api-key=hidden'],
    ['AZURE_VOICE_LIVE_ENDPOINT', 'https://lab.example/?api-key=a@hidden'],
    ['AZURE_VOICELIVE_ENDPOINT', 'wss://lab.example/voice-live/realtime?model=gpt-4o&api-key=hidden'],
    ['AZURE_VOICE_LIVE_ENDPOINT', 'lab.example#hidden'],
    ['ALLOWED_HOSTS', 'a.example, https://user:hidden@b.example/?code=hidden'],
  ])('shows nothing of %s=%s that lets anybody in', async (name, value) => {
    const { text } = await checkConfiguration({ [name]: value })
    expect(text).toContain('********')
    expect(text).not.toContain('hidden')
  })
})
