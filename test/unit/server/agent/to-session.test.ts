/** What a profile comes to: the lab's session where it is silent, or nothing but what it names. */

import { describe, expect, test } from 'vitest'
import { noticesOf } from '../../../../server/agent/notices.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'
import { notesOf, problemsOf, tools, understood } from './understand.ts'

const line = {
  modalities: ['text', 'audio'],
  input_audio_format: 'pcm16',
  input_audio_sampling_rate: 24_000,
  output_audio_format: 'pcm16',
}
const sessionOf = (profile: object) => understood({ name: 'Test', ...profile }).agent.session

describe('a profile that says nothing', () => {
  const lab = {
    ...line,
    voice: { type: 'azure-standard', name: 'en-US-AvaNeural' },
    turn_detection: {
      type: 'server_vad',
      threshold: 0.5,
      prefix_padding_ms: 300,
      silence_duration_ms: 500,
      create_response: true,
      interrupt_response: true,
      auto_truncate: false,
    },
    output_audio_timestamp_types: ['word'],
    input_audio_noise_reduction: { type: 'azure_deep_noise_suppression' },
    input_audio_echo_cancellation: { type: 'server_echo_cancellation' },
    tools: [],
    tool_choice: 'auto',
  }

  test.each([
    ['gpt-realtime', { ...lab, input_audio_transcription: { model: 'whisper-1' } }],
    ['gpt-4.1', { ...lab, input_audio_transcription: { model: 'azure-speech' } }],
  ])('is the lab’s on %s, with echo and noise taken out of the microphone', (model, session) => {
    expect(sessionOf({ model })).toEqual(session)
  })

  test('leaves the microphone as it is where it says so', () => {
    const session = { input_audio_noise_reduction: null, input_audio_echo_cancellation: null }
    expect(sessionOf({ model: 'gpt-realtime', session })).toMatchObject(session)
  })
})

describe('what is not named is not sent', () => {
  const agent = { name: 'shop', project: 'demo' }
  test.each([
    ['a Foundry agent', { agent }, line],
    [
      'a Foundry agent with a voice',
      { agent, session: { voice: 'en-GB-SoniaNeural' } },
      { ...line, voice: { type: 'azure-standard', name: 'en-GB-SoniaNeural' } },
    ],
    [
      'a Foundry agent with turn detection',
      { agent, session: { turn_detection: { type: 'server_vad' } } },
      { ...line, turn_detection: { type: 'server_vad' } },
    ],
    ['a model with the service’s defaults', { model: 'gpt-4.1', defaults: 'service' }, line],
    ['the same with tools', { model: 'gpt-4.1', defaults: 'service', tools: [] }, { ...line, tools: [] }],
  ])('with %s', (_what, profile, session) => {
    expect(sessionOf(profile)).toEqual(session)
  })

  test('and notices are still said: read out where Azure speaks by default, by the model where it does not', () => {
    const textOf = (profile: object) => {
      const { session, readsOut } = understood({ name: 'Test', ...profile }).agent
      return noticesOf(session, readsOut).idle
    }
    expect(textOf({ agent })).toHaveProperty('pre_generated_assistant_message')
    expect(textOf({ model: 'gpt-4.1', defaults: 'service' })).toHaveProperty('pre_generated_assistant_message')
    expect(textOf({ model: 'gpt-realtime', defaults: 'service' })).toHaveProperty('instructions')
  })

  test('and rules go by the voice that the service would use', () => {
    const greeting = { text: 'Hello.' }
    expect(problemsOf({ name: 'Test', model: 'gpt-realtime', defaults: 'service', greeting })).toEqual([
      expect.stringContaining('greeting.text is read out by Azure voices only, and alloy is none'),
    ])
    expect(problemsOf({ name: 'Test', agent, greeting })).toEqual([])
  })
})

test('what the agent says by itself calls no tool, though the session requires one', () => {
  const greeting = { instructions: 'Say hello.' }
  const said = (tool_choice: string) => {
    const profile = { name: 'Test', model: 'gpt-4.1', tools: ['calculate'], session: { tool_choice }, greeting }
    const { agent } = understood(profile)
    return [agent.greeting, noticesOf(agent.session, false).limit].map((asked) => asked?.tool_choice)
  }
  expect([said('required'), said('auto')]).toEqual([
    ['none', 'none'],
    [undefined, undefined],
  ])
})

describe('text alone and audio alone', () => {
  test('are sessions; one that does not speak sets no voice up, and reports no word times', () => {
    const written = sessionOf({ model: 'gpt-4.1', session: { modalities: ['text'] } })
    expect(written.modalities).toEqual(['text'])
    expect(written).not.toHaveProperty('voice')
    expect(written).not.toHaveProperty('output_audio_timestamp_types')
    const spoken = sessionOf({ model: 'gpt-realtime', session: { modalities: ['audio'] } })
    expect(spoken).toMatchObject({ modalities: ['audio'], voice: { name: 'en-US-AvaNeural' } })
  })
})

describe('forms that are taken as well', () => {
  test('null is "as it is by default", and off where the service means that', () => {
    const model = { name: 'Test', model: 'gpt-4.1' }
    const voice = { type: 'azure-standard', name: 'en-US-AvaNeural', style: null, rate: null }
    const nulls = { instructions: null, temperature: null, tool_choice: null, avatar: null, metadata: null, voice }
    const profile = { ...model, tools: null, session: { ...nulls, input_audio_transcription: null } }
    expect(problemsOf(profile)).toEqual([])
    const session = sessionOf(profile)
    expect(session).toEqual({ ...sessionOf(model), input_audio_transcription: null })
    expect(requestSession.parse(session)).toEqual(session)
  })

  test.each([
    ['alloy', 'gpt-realtime', 'openai'],
    ['ava', 'azure-realtime', 'azure-realtime-native'],
    ['en-US-AvaNeural', 'gpt-4.1', 'azure-standard'],
  ])('a voice %s without its type gets it, with a note', (name, model, type) => {
    const profile = { name: 'Test', model, session: { voice: { name } } }
    expect(sessionOf(profile).voice).toEqual({ type, name })
    expect(notesOf(profile)).toEqual([`session.voice has no type, and is sent as ${type}; write "type": "${type}".`])
  })

  test('keys that the service was seen to take are sent as they are', () => {
    const turn_detection = {
      type: 'azure_semantic_vad',
      speech_duration_assistant_speaking_ms: 300,
      window_size: 2,
      distinct_ci_phones: 2,
      require_vowel: true,
    }
    expect(sessionOf({ model: 'gpt-4.1', session: { turn_detection } }).turn_detection).toMatchObject(turn_detection)
  })
})

describe('tools', () => {
  test('come in the order of the profile, and a Foundry agent may be one', () => {
    const shop = {
      type: 'foundry_agent',
      agent_name: 'shop',
      project_name: 'demo',
      return_agent_response_directly: false,
    }
    const named = ['get_current_time', shop, 'calculate']
    const definitions = ['get_current_time', 'calculate'].map(
      (name) => tools.find((tool) => tool.name === name)?.definition,
    )
    expect(sessionOf({ model: 'gpt-4.1', tools: named }).tools).toEqual([...definitions, shop])
  })
})
