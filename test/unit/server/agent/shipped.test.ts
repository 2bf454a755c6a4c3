/** The profiles that ship: each is fit for calls and asks for the session that its file promises. */

import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../../server/agent/environment.ts'
import { loadAgent } from '../../../../server/agent/load.ts'
import { profileNames, shippedProfiles } from '../../../../server/agent/profile-file.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'
import { newest, tools } from './understand.ts'

const load = (env: Environment) => {
  const reading = loadAgent({ env, service: newest, tools })
  if (!('agent' in reading)) throw new Error(reading.join('\n'))
  return reading
}

const labTurns = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 }
const labSound = {
  modalities: ['text', 'audio'],
  input_audio_format: 'pcm16',
  input_audio_sampling_rate: 24_000,
  output_audio_format: 'pcm16',
  output_audio_timestamp_types: ['word'],
}
const turnEdges = { create_response: true, interrupt_response: true, auto_truncate: false }

describe('shipped profiles', () => {
  test('are these three', () => {
    expect(profileNames(shippedProfiles())).toEqual(['general-assistant', 'portuguese-tutor', 'shop-help-desk'])
  })

  test.each(profileNames(shippedProfiles()))('%s is fit for calls, and its session is one of the service', (name) => {
    const { agent, problems, notes } = load({ AGENT_PROFILE: name })
    expect([problems, notes]).toEqual([[], []])
    expect(requestSession.parse(agent.session)).toEqual(agent.session)
    expect(agent.session).not.toHaveProperty('model')
  })

  test('without AGENT_PROFILE it is the general assistant, as in the lab', () => {
    const { agent } = load({})
    expect(agent).toMatchObject({ id: 'general-assistant', query: { model: 'gpt-realtime' }, greeting: undefined })
    expect(agent.session).toEqual({
      ...labSound,
      instructions: expect.stringMatching(/^You are a friendly voice assistant\. .*\nYour words are spoken aloud/),
      voice: { type: 'azure-standard', name: 'en-US-AvaNeural' },
      turn_detection: { ...labTurns, ...turnEdges },
      input_audio_transcription: { model: 'whisper-1' },
      tools: [
        expect.objectContaining({ type: 'function', name: 'calculate' }),
        expect.objectContaining({ type: 'function', name: 'get_current_time' }),
      ],
      tool_choice: 'auto',
    })
  })

  test('the tutor waits for slow learners, hears two languages and speaks first', () => {
    const { agent } = load({ AGENT_PROFILE: 'portuguese-tutor' })
    expect(agent.query).toEqual({ model: 'gpt-4.1' })
    expect(agent.session).toMatchObject({
      ...labSound,
      voice: { name: 'en-US-AvaMultilingualNeural', prefer_locales: ['pt-BR', 'en-US'], rate: '-10%' },
      turn_detection: { type: 'azure_semantic_vad_multilingual', silence_duration_ms: 900, ...turnEdges },
      input_audio_transcription: { model: 'azure-speech', language: 'en-US,pt-BR' },
      tools: [],
    })
    expect(agent.greeting?.instructions).toMatch(/^You are a patient tutor.*\n\nGreet the learner/s)
    expect(Object.keys(agent.offers)).toEqual(['voice', 'language', 'rate'])
  })

  test('the help desk has its tools, greets word for word and fills the wait', () => {
    const { agent } = load({ AGENT_PROFILE: 'shop-help-desk' })
    expect(agent.tools.map(({ name }) => name)).toEqual([
      'calculate',
      'get_current_time',
      'find_product',
      'get_order_status',
    ])
    expect(agent.session.tools).toHaveLength(4)
    expect(agent.session.interim_response).toMatchObject({ type: 'static_interim_response', triggers: ['tool'] })
    expect(agent.greeting).toEqual({
      pre_generated_assistant_message: {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'Welcome to Pedal and Co. What can I do for you?' }],
      },
    })
    expect(agent.limits).toEqual({ max_minutes: 15, idle_minutes: 3 })
  })
})
