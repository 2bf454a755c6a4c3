/** The session object: its defaults, and how a patch merges. */

import { describe, expect, test } from 'vitest'
import { createSession, patchSession } from '../../../../../server/emulator/engine/session.ts'

const origin = { id: 'sess_1', model: 'gpt-4o', agent: null, expiresAt: null, native: false }

describe('createSession', () => {
  test('prints the keys of a recorded session, unset ones as null', () => {
    expect(Object.keys(createSession(origin)).sort()).toEqual(
      [
        'id model modalities instructions voice input_audio_format output_audio_format input_audio_transcription',
        'input_audio_noise_reduction turn_detection tools tool_choice temperature max_response_output_tokens object',
        'input_audio_sampling_rate animation input_audio_echo_cancellation avatar output_audio_timestamp_types',
        'truncation_strategy include',
      ]
        .join(' ')
        .split(' ')
        .sort(),
    )
  })

  test('dates the model, and tells its expiry only when there is one', () => {
    expect(createSession(origin).model).toBe('gpt-4o-2024-11-20')
    expect(createSession({ ...origin, model: 'gpt-5' }).model).toMatch(/^gpt-5-\d{4}-\d\d-\d\d$/)
    expect(createSession({ ...origin, expiresAt: 1234 }).expires_at).toBe(1234)
  })

  test('names the agent of a session in agent mode', () => {
    const session = createSession({ ...origin, agent: { name: 'shop', threadId: 'conv_1' } })
    expect(session.agent).toMatchObject({ type: 'agent', name: 'shop', thread_id: 'conv_1' })
  })
})

describe('patchSession', () => {
  test('keeps what is absent', () => {
    const session = createSession(origin)
    const { input_audio_transcription: _, ...rest } = patchSession(session, { temperature: 0.6 })
    const { input_audio_transcription: __, ...before } = session
    expect(rest).toEqual({ ...before, temperature: 0.6 })
  })

  test('merges turn detection of the same type and starts another type from its defaults', () => {
    const session = patchSession(createSession(origin), { turn_detection: { type: 'server_vad', threshold: 0.7 } })
    expect(session.turn_detection).toMatchObject({ threshold: 0.7, prefix_padding_ms: 300, create_response: true })
    const semantic = patchSession(session, { turn_detection: { type: 'azure_semantic_vad' } })
    expect(semantic.turn_detection).toMatchObject({
      type: 'azure_semantic_vad',
      threshold: 0.5,
      silence_duration_ms: 500,
    })
  })

  test.each([
    [{ input_audio_format: 'g711_ulaw' }, 8000],
    [{ input_audio_format: 'g711_ulaw', input_audio_sampling_rate: 8000 }, 8000],
    [{ input_audio_format: 'pcm16', input_audio_sampling_rate: 16_000 }, 16_000],
    [{ input_audio_format: 'pcm16' }, 24_000],
  ])('%j is at %d Hz', (patch, rateHz) => {
    const law = { ...createSession(origin), input_audio_format: 'g711_alaw', input_audio_sampling_rate: 8000 }
    for (const session of [createSession(origin), law])
      expect(patchSession(session, patch).input_audio_sampling_rate).toBe(rateHz)
  })

  test('leaves alone what only the service says', () => {
    const session = createSession({ ...origin, expiresAt: 1234, agent: { name: 'shop', threadId: 'conv_1' } })
    const patched = patchSession(session, { id: null, object: 'x', expires_at: 5, agent: null } as object)
    const { input_audio_transcription: _, ...rest } = patched
    expect(session).toMatchObject(rest)
    expect(patched.agent).toMatchObject({ name: 'shop' })
  })

  test('null and none turn detection off, empty instructions clear', () => {
    const session = createSession(origin)
    expect(patchSession(session, { turn_detection: null }).turn_detection).toBeNull()
    expect(patchSession(session, { turn_detection: { type: 'none' } }).turn_detection).toBeNull()
    expect(patchSession(session, { instructions: '' }).instructions).toBe('')
    expect(patchSession(session, { input_audio_transcription: null }).input_audio_transcription).toBeNull()
  })

  test('does not let the model change, and prints every key of a voice', () => {
    const session = patchSession(createSession(origin), {
      model: 'gpt-5',
      voice: { type: 'azure-standard', name: 'en-US-JennyNeural', rate: '+10%' },
    })
    expect(session.model).toBe('gpt-4o-2024-11-20')
    expect(session.voice).toMatchObject({ name: 'en-US-JennyNeural', rate: '+10%', pitch: null })
  })

  test('prints the language of transcription as "" once updated', () => {
    expect(patchSession(createSession(origin), {}).input_audio_transcription).toMatchObject({ language: '' })
  })
})
