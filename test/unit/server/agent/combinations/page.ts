/** Wrong combinations: the page, the version and the environment. */

import { type Case, crm, foundry, gpt41, realtime } from './case.ts'

export const pages: readonly Case[] = [
  {
    what: 'another sound than the page sends',
    profile: gpt41({ input_audio_format: 'g711_ulaw' }),
    sentence: 'session.input_audio_format is g711_ulaw, but the page sends pcm16; remove it.',
    mended: gpt41({ input_audio_format: 'pcm16', input_audio_sampling_rate: 24_000 }),
  },
  {
    what: 'turns by hand',
    profile: gpt41({ turn_detection: null }),
    sentence:
      'session.turn_detection is off, and the page has no button that ends a turn; remove it, or set its type to server_vad.',
    mended: gpt41({ turn_detection: { type: 'server_vad' } }),
  },
  {
    what: 'answers that nobody asks for',
    profile: gpt41({ turn_detection: { type: 'server_vad', create_response: false } }),
    sentence: 'session.turn_detection.create_response is false, and nobody else asks for an answer; remove it.',
    mended: gpt41({ turn_detection: { type: 'server_vad' } }),
  },
  {
    what: 'echo cancellation by the page’s own sound',
    profile: gpt41({
      input_audio_echo_cancellation: { type: 'server_echo_cancellation', reference_source: 'client' },
    }),
    sentence:
      'session.input_audio_echo_cancellation.reference_source is client, which needs what the page plays as a second channel, and the page sends the microphone only; remove it.',
    mended: gpt41({
      input_audio_echo_cancellation: { type: 'server_echo_cancellation', reference_source: 'server', channels: 1 },
    }),
  },
  {
    what: 'idleness longer than the call',
    profile: gpt41({}, { limits: { max_minutes: 5, idle_minutes: 10 } }),
    sentence: 'limits.idle_minutes is 10, which a call of 5 minutes never reaches; lower it.',
    mended: gpt41({}, { limits: { max_minutes: 5, idle_minutes: 2 } }),
  },
  {
    what: 'a choice of the user that would not work',
    profile: gpt41({}, { talker_may_change: { voice: { Ava: 'en-US-AvaNeural', Alloy: 'alloy' } } }),
    sentence:
      'talker_may_change.voice.Alloy: session.voice is the OpenAI voice alloy, which gpt-4.1 cannot speak with; choose an Azure voice such as en-US-AvaNeural.',
    mended: gpt41({}, { talker_may_change: { voice: { Ava: 'en-US-AvaNeural' } } }),
  },
  {
    what: 'a feature that the version does not have',
    profile: gpt41({}, { mcp_servers: [crm] }),
    service: { apiVersion: '2025-10-01', credential: 'key' },
    sentence:
      'mcp_servers needs api-version 2026-04-10 or later; AZURE_VOICE_LIVE_API_VERSION is 2025-10-01: raise it, or leave it out for the newest.',
    mended: gpt41({}, { mcp_servers: [crm] }),
  },
  {
    what: 'a profile of the wrong kind in the environment',
    profile: gpt41({}),
    env: { VOICE_LIVE_PROFILE: 'portuguese-tutor' },
    sentence:
      'VOICE_LIVE_PROFILE must be byom-azure-openai-realtime or byom-azure-openai-chat-completion, for it says how a model of your own is called; set AGENT_PROFILE to choose an agent.',
    mended: gpt41({}),
  },
  {
    what: 'another sound than the page plays',
    profile: gpt41({ output_audio_format: 'pcm16_16000hz' }),
    sentence: 'session.output_audio_format is pcm16_16000hz, but the page plays pcm16; remove it.',
    mended: gpt41({ output_audio_format: 'pcm16' }),
  },
  {
    what: 'another rate than the page sends',
    profile: gpt41({ input_audio_sampling_rate: 16_000 }),
    sentence: 'session.input_audio_sampling_rate is 16000, but the page sends 24000; remove it.',
    mended: gpt41({}),
  },
  {
    what: 'a rate to choose for a voice that has none',
    profile: realtime({ voice: 'alloy' }, { talker_may_change: { rate: { Slow: '-20%' } } }),
    sentence:
      'talker_may_change.rate works with Azure voices only, and alloy is none; remove it, or choose a voice such as en-US-AvaNeural.',
    mended: realtime({}, { talker_may_change: { rate: { Slow: '-20%' } } }),
  },
  {
    what: 'a language to choose, and nobody to write it down',
    profile: realtime(
      { input_audio_transcription: null },
      { talker_may_change: { language: { English: 'en', Portuguese: 'pt' } } },
    ),
    sentence:
      'talker_may_change.language needs session.input_audio_transcription, which is null; remove one of the two.',
    mended: realtime({}, { talker_may_change: { language: { English: 'en', Portuguese: 'pt' } } }),
  },
  {
    what: 'a face',
    profile: gpt41({ modalities: ['text', 'audio', 'avatar'] }),
    sentence: 'session.modalities has avatar, and the page shows no face; leave text and audio, or one of them.',
    mended: gpt41({ modalities: ['text'] }),
  },
  {
    what: 'no answers at all',
    profile: gpt41({ modalities: [] }),
    sentence: 'session.modalities is empty, so nothing would be answered; leave text and audio, or one of them.',
    mended: gpt41({ modalities: ['audio', 'text'] }),
  },
  {
    what: 'a rate to choose for an agent’s own voice',
    profile: foundry({ talker_may_change: { rate: { Slow: '-20%' } } }),
    sentence: 'talker_may_change.rate needs session.voice, which is missing; add one, such as en-US-AvaNeural.',
    mended: foundry({ session: { voice: 'en-US-AvaNeural' }, talker_may_change: { rate: { Slow: '-20%' } } }),
  },
  {
    what: 'a language to choose for an agent’s own transcriber',
    profile: foundry({ talker_may_change: { language: { English: 'en', Portuguese: 'pt' } } }),
    sentence:
      'talker_may_change.language needs session.input_audio_transcription, which is missing; add one, such as { "model": "azure-speech" }.',
    mended: foundry({
      session: { input_audio_transcription: { model: 'azure-speech' } },
      talker_may_change: { language: { English: 'en', Portuguese: 'pt' } },
    }),
  },
]
