/** The session that is asked for: valid, complete, and fitting its model and voice. */

import { describe, expect, test } from 'vitest'
import { createSessionUpdate, transcriberFor, voiceFor } from '../../../../server/relay/session-update.ts'
import { calculate } from '../../../../server/tools/calculate.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'

const agent = { model: 'gpt-realtime', voice: 'en-US-AvaNeural', instructions: 'Be kind.' }

describe('createSessionUpdate', () => {
  test('is the lab’s session, in the form that the service takes', () => {
    const update = createSessionUpdate(agent, [calculate])
    expect(requestSession.parse(update)).toEqual(update)
    expect(update).toMatchObject({
      modalities: ['text', 'audio'],
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_sampling_rate: 24_000,
      turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 },
      output_audio_timestamp_types: ['word'],
      tools: [{ name: 'calculate' }],
    })
    expect(update).not.toHaveProperty('model')
  })

  test('asks for word times from Azure voices only', () => {
    expect(createSessionUpdate({ ...agent, voice: 'alloy' }, [])).not.toHaveProperty('output_audio_timestamp_types')
  })
})

describe('voiceFor', () => {
  test.each([
    ['alloy', 'gpt-realtime', { type: 'openai', name: 'alloy' }],
    [' Marin ', 'gpt-realtime', { type: 'openai', name: 'marin' }],
    ['ava', 'azure-realtime', { type: 'azure-realtime-native', name: 'ava' }],
    ['ava', 'gpt-realtime', { type: 'azure-standard', name: 'ava' }],
    ['en-US-Ava:DragonHDLatestNeural', 'gpt-4.1', { type: 'azure-standard', name: 'en-US-Ava:DragonHDLatestNeural' }],
  ])('takes %s with %s for what it is', (name, model, voice) => {
    expect(voiceFor(name, model)).toEqual(voice)
  })
})

describe('transcriberFor', () => {
  test.each([
    ['gpt-realtime', 'whisper-1'],
    ['gpt-realtime-mini', 'whisper-1'],
    ['gpt-realtime-2.1-mini', 'whisper-1'],
    ['gpt-4o-realtime-preview', 'whisper-1'],
    ['gpt-4o', 'azure-speech'],
    ['gpt-5-mini', 'azure-speech'],
    ['phi4-mm-realtime', 'azure-speech'],
  ])('gives %s the transcriber %s', (model, transcriber) => {
    expect(transcriberFor(model)).toBe(transcriber)
  })
})
