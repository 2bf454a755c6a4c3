/** Profiles whose parts do not go together: the sentence that each gives, and proof that the fix it names is one. */

import { describe, expect, test } from 'vitest'
import { noteRules, rules } from '../../../../server/agent/compatibility.ts'
import { versionRules } from '../../../../server/agent/rules/versions.ts'
import { audioInput } from './combinations/audio-input.ts'
import { models } from './combinations/model.ts'
import { pages } from './combinations/page.ts'
import { tools } from './combinations/tools.ts'
import { voices } from './combinations/voice.ts'
import { notesOf, problemsOf, understand } from './understand.ts'

const groups = { models, voices, audioInput, tools, pages }

describe.each(Object.entries(groups))('wrong combinations of %s', (_part, cases) => {
  test.each(cases)('$what: its sentence, and only that', ({ profile, env, service, sentence }) => {
    expect(problemsOf(profile, env, service)).toEqual([sentence])
  })

  test.each(cases)('$what: mended by doing what the sentence says', ({ mended }) => {
    expect(problemsOf(mended)).toEqual([])
  })
})

test('the table has no row without a case', () => {
  const setups = Object.values(groups)
    .flat()
    .map(({ profile, env, service }) => understand(profile, env, service))
    .flatMap((reading) => ('setup' in reading ? [reading.setup] : []))
  const idle = rules.filter(
    (rule) => !versionRules.includes(rule) && !setups.some((setup) => rule.breaches(setup).length),
  )
  expect(idle.map(({ rule }) => rule)).toEqual([])
})

describe('what came with a later api-version', () => {
  const gpt5 = (session: object, rest: object = {}) => ({ name: 'Test', model: 'gpt-5', session, ...rest })
  const cases: readonly (readonly [since: string, before: string, path: string, profile: object])[] = [
    [
      '2026-01-01-preview',
      '2025-10-01',
      'session.interim_response',
      gpt5({ interim_response: { type: 'llm_interim_response' } }),
    ],
    ['2026-01-01-preview', '2025-10-01', 'session.reasoning_effort', gpt5({ reasoning_effort: 'low' })],
    ['2026-01-01-preview', '2025-10-01', 'greeting.text', gpt5({}, { greeting: { text: 'Hello.' } })],
    [
      '2026-01-01-preview',
      '2025-10-01',
      'session.turn_detection.auto_truncate',
      gpt5({ turn_detection: { type: 'server_vad', auto_truncate: true } }),
    ],
    [
      '2026-01-01-preview',
      '2025-10-01',
      'session.voice as marin or cedar',
      { name: 'Test', model: 'gpt-realtime', session: { voice: 'marin' } },
    ],
    ['2026-04-10', '2026-01-01-preview', 'agent', { name: 'Test', agent: { name: 'shop', project: 'demo' } }],
    [
      '2026-04-10',
      '2026-01-01-preview',
      'session.include',
      gpt5({ include: ['item.input_audio_transcription.phrases'] }),
    ],
    ['2026-04-10', '2026-01-01-preview', 'session.metadata', gpt5({ metadata: { team: 'demo' } })],
    ['2026-06-01-preview', '2026-04-10', 'session.voice as a native voice', { name: 'Test', model: 'azure-realtime' }],
    ['2026-06-01-preview', '2026-04-10', 'session.parallel_tool_calls', gpt5({ parallel_tool_calls: false })],
  ]

  test.each(cases)('%s: not with %s, %s', (since, before, path, profile) => {
    const old = { apiVersion: before, credential: 'entra' } as const
    expect(problemsOf(profile, {}, old)).toEqual([
      `${path} needs api-version ${since} or later; AZURE_VOICE_LIVE_API_VERSION is ${before}: raise it, or leave it out for the newest.`,
    ])
    expect(problemsOf(profile, {}, { ...old, apiVersion: since })).toEqual([])
  })
})

describe('what works but may not be what was meant', () => {
  const cases: readonly (readonly [what: string, profile: object, note: string])[] = [
    [
      'a strange model',
      { name: 'Test', model: 'gpt-realtme' },
      'model is gpt-realtme, which is not known here; did you mean gpt-realtime? It is taken as a model that reads.',
    ],
    [
      'a temperature for a voice that is not HD',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: { voice: { type: 'azure-standard', name: 'en-US-AvaNeural', temperature: 1 } },
      },
      'session.voice.temperature acts on HD voices only, and en-US-AvaNeural is none; remove it, or choose one such as en-US-Ava:DragonHDLatestNeural.',
    ],
    [
      'a strange model that is like none',
      { name: 'Test', model: 'claude' },
      'model is claude, which is not known here. It is taken as a model that reads.',
    ],
    [
      'a rate that SSML does not know',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: {
          voice: { type: 'azure-standard', name: 'en-US-AvaNeural', rate: 'quick', pitch: '-2st', volume: '+6dB' },
        },
      },
      'session.voice.rate is quick, which is no rate of SSML; write it as in +10%, 1.2 or slow.',
    ],
    [
      'one to choose, likewise',
      { name: 'Test', model: 'gpt-4.1', talker_may_change: { rate: { Slow: '-20%', Fast: 'very' } } },
      'talker_may_change.rate.Fast is very, which is no rate of SSML; write it as in +10%, 1.2 or slow.',
    ],
    [
      'a language that is no tag',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: { input_audio_transcription: { model: 'azure-speech', language: 'en-US, en_GB' } },
      },
      'session.input_audio_transcription.language has en_GB, which is no tag of a language; write it as in en-US, with commas between several.',
    ],
    [
      'one to choose, likewise',
      {
        name: 'Test',
        model: 'gpt-4.1',
        talker_may_change: { language: { Any: '', Português: 'pt', English: 'English' } },
      },
      'talker_may_change.language.English has English, which is no tag of a language; write it as in en-US, with commas between several.',
    ],
    [
      'a style for a personal voice',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: { voice: { type: 'azure-personal', name: 'me', model: 'DragonLatestNeural', style: 'sad' } },
      },
      'session.voice.style does nothing for personal voices; remove it.',
    ],
    [
      'filler words of a language that the detector does not know',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: { turn_detection: { type: 'azure_semantic_vad', languages: ['en', 'pt'] } },
      },
      'session.turn_detection.languages: azure_semantic_vad does not know pt; set the type to azure_semantic_vad_multilingual, or remove them.',
    ],
    [
      'end-of-turn detection in preview',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: {
          turn_detection: {
            type: 'azure_semantic_vad',
            end_of_utterance_detection: { model: 'smart_end_of_turn_detection' },
          },
        },
      },
      'session.turn_detection.end_of_utterance_detection.model is smart_end_of_turn_detection, which is in preview; if the service refuses it, remove it.',
    ],
    [
      'custom speech for another transcriber',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: { input_audio_transcription: { model: 'mai-transcribe', custom_speech: { 'en-US': 'abc' } } },
      },
      'session.input_audio_transcription.custom_speech is for azure-speech, not for mai-transcribe; remove it, or set the model to azure-speech.',
    ],
    [
      'OpenAI turn detection, with which nobody could interrupt',
      { name: 'Test', model: 'gpt-realtime', session: { turn_detection: { type: 'semantic_vad' } } },
      'session.turn_detection.type is semantic_vad, with which the service was seen to tell of no speech, so that nobody could interrupt; if so, set it to azure_semantic_vad.',
    ],
    [
      'end-of-utterance detection of the first preview',
      {
        name: 'Test',
        model: 'gpt-4.1',
        session: {
          turn_detection: {
            type: 'azure_semantic_vad',
            end_of_utterance_detection: { model: 'semantic_detection_v1', threshold: 0.1, timeout: 4 },
          },
        },
      },
      'session.turn_detection.end_of_utterance_detection has threshold or timeout of the first preview, which are sent as they are; write threshold_level and timeout_ms.',
    ],
    [
      'audio alone for a model that reads',
      { name: 'Test', model: 'gpt-4.1', session: { modalities: ['audio'] } },
      'session.modalities is audio alone, which the docs know for models that hear only, and gpt-4.1 reads; if the service refuses it, add text.',
    ],
  ]

  test.each(cases)('%s is told, and stops nothing', (_what, profile, note) => {
    expect(problemsOf(profile)).toEqual([])
    expect(notesOf(profile)).toEqual([note])
  })

  const old = { apiVersion: '2024-10-01-preview', credential: 'entra' } as const
  test.each([
    ['2024-10-01-preview', 1],
    ['2025-10-01', 0],
    ['2027-01-15-preview', 0],
  ])('an api-version that is none of Voice Live: %s', (apiVersion, count) => {
    const reading = understand({ name: 'Test', model: 'gpt-4.1' }, {}, { ...old, apiVersion })
    const notes = 'notes' in reading ? reading.notes : []
    expect(notes.filter((note) => note.includes('no version of Voice Live'))).toHaveLength(count)
  })

  test('no row of the notes is without a case', () => {
    const setups = cases
      .map(([, profile]) => understand(profile))
      .concat([understand({ name: 'Test', model: 'gpt-4.1' }, {}, old)])
      .flatMap((reading) => ('setup' in reading ? [reading.setup] : []))
    const idle = noteRules.filter((rule) => !setups.some((setup) => rule.breaches(setup).length))
    expect(idle.map(({ rule }) => rule)).toEqual([])
  })
})
