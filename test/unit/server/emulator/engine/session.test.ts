/** The session object: its defaults, and how a patch merges. */

import { describe, expect, test } from 'vitest'
import { createSession, patchSession } from '../../../../../server/emulator/engine/session.ts'
import { detectionOf } from '../../../../../server/emulator/recognition/detection.ts'

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
    expect(createSession({ ...origin, model: 'gpt-4.1' }).model).toMatch(/^gpt-4.1-\d{4}-\d\d-\d\d$/)
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

  test('replaces turn detection: nothing stays of what was set before, or printed at first', () => {
    const session = patchSession(createSession(origin), { turn_detection: { type: 'server_vad', threshold: 0.7 } })
    expect(session.turn_detection).toMatchObject({ threshold: 0.7, prefix_padding_ms: null, create_response: true })
    const again = patchSession(session, { turn_detection: { type: 'server_vad', prefix_padding_ms: 200 } })
    expect(again.turn_detection).toMatchObject({ threshold: null, prefix_padding_ms: 200 })
  })

  test.each([
    [{ type: 'server_vad' }, 0.5, { prefixPaddingMs: 400, silenceDurationMs: 500, speechDurationMs: 200 }],
    [{ type: 'azure_semantic_vad' }, 0.5, { prefixPaddingMs: 420, silenceDurationMs: 500, speechDurationMs: 80 }],
    [{ type: 'semantic_vad' }, 0.5, { prefixPaddingMs: 400, silenceDurationMs: 500, speechDurationMs: 200 }],
    [
      { type: 'server_vad', threshold: 0.2, silence_duration_ms: 900 },
      0.2,
      { prefixPaddingMs: 400, silenceDurationMs: 900, speechDurationMs: 200 },
    ],
  ] as const)('%j works with its own defaults, whatever is printed', (turn_detection, threshold, rules) => {
    for (const native of [false, true])
      expect(detectionOf(patchSession(createSession(origin), { turn_detection }, native))).toEqual({ threshold, rules })
  })

  test.each([
    [{ type: 'openai', name: 'alloy' }, 2],
    [{ type: 'azure-realtime-native', name: 'ava' }, 2],
    [{ type: 'azure-standard', name: 'en-US-AvaNeural' }, 11],
  ] as const)('the voice %j is printed with %d keys', (voice, count) => {
    expect(Object.keys(patchSession(createSession(origin), { voice }).voice ?? {})).toHaveLength(count)
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
