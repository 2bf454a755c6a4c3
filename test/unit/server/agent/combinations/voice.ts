/** Wrong combinations: how the agent speaks. */

import { type Case, gpt41, realtime } from './case.ts'

export const voices: readonly Case[] = [
  {
    what: 'an OpenAI voice for a model that reads',
    profile: gpt41({ voice: 'alloy' }),
    sentence:
      'session.voice is the OpenAI voice alloy, which gpt-4.1 cannot speak with; choose an Azure voice such as en-US-AvaNeural.',
    mended: gpt41({ voice: 'en-US-AvaNeural' }),
  },
  {
    what: 'an OpenAI voice once a variable changed the model',
    profile: realtime({ voice: 'alloy' }),
    env: { VOICE_LIVE_MODEL: 'gpt-4o' },
    sentence:
      'session.voice is the OpenAI voice alloy, which gpt-4o (VOICE_LIVE_MODEL) cannot speak with; choose an Azure voice such as en-US-AvaNeural.',
    mended: gpt41({ voice: 'en-US-AvaNeural' }),
  },
  {
    what: 'an Azure voice for azure-realtime',
    profile: { name: 'Test', model: 'azure-realtime', session: { voice: 'en-US-AvaNeural' } },
    sentence:
      'session.voice is en-US-AvaNeural, but azure-realtime speaks with its native voices only; choose one of aarti, andrew, ava, denise, diya, elsa, florian, francisca, meera, xiaoxiao, yunxi, ximena.',
    mended: { name: 'Test', model: 'azure-realtime', session: { voice: 'ximena' } },
  },
  {
    what: 'a native voice for another model',
    profile: realtime({ voice: { type: 'azure-realtime-native', name: 'ava' } }),
    sentence:
      'session.voice is the native voice ava, which only azure-realtime has; choose an Azure voice for gpt-realtime, such as en-US-AvaNeural.',
    mended: realtime({ voice: 'en-US-AvaNeural' }),
  },
  {
    what: 'a voice that is no name',
    profile: realtime({}),
    env: { VOICE_LIVE_VOICE: 'Samantha' },
    sentence:
      'VOICE_LIVE_VOICE is Samantha, which is no name of a voice; write it as in en-US-AvaNeural, or alloy for an OpenAI voice.',
    mended: realtime({ voice: 'alloy' }),
  },
  {
    what: 'an OpenAI voice called standard',
    profile: realtime({ voice: { type: 'azure-standard', name: 'alloy' } }),
    sentence: 'session.voice is alloy, which is an OpenAI voice; set its type to openai.',
    mended: realtime({ voice: { type: 'openai', name: 'alloy' } }),
  },
  {
    what: 'a greeting text with a voice of the model',
    profile: realtime({ voice: 'alloy' }, { greeting: { text: 'Hello.' } }),
    sentence:
      'greeting.text is read out by Azure voices only, and alloy is none; use greeting.instructions, or choose a voice such as en-US-AvaNeural.',
    mended: realtime({ voice: 'alloy' }, { greeting: { instructions: 'Say hello.' } }),
  },
  {
    what: 'word times with a voice of the model',
    profile: realtime({ voice: 'alloy', output_audio_timestamp_types: ['word'] }),
    sentence:
      'session.output_audio_timestamp_types needs an Azure voice, and alloy is none; remove it, or choose a voice such as en-US-AvaNeural.',
    mended: realtime({ voice: 'alloy' }),
  },
  {
    what: 'an interim response for a model that hears',
    profile: realtime({ interim_response: { type: 'llm_interim_response' } }),
    sentence:
      'session.interim_response needs a model that reads what was said, and gpt-realtime hears it; remove it, or choose a model such as gpt-4.1.',
    mended: gpt41({ interim_response: { type: 'llm_interim_response' } }),
  },
  {
    what: 'an interim response without words',
    profile: gpt41({ interim_response: { type: 'static_interim_response' } }),
    sentence: 'session.interim_response has no texts, so nothing would be said; add some.',
    mended: gpt41({ interim_response: { type: 'static_interim_response', texts: ['One moment.'] } }),
  },
  {
    what: 'a native voice called standard',
    profile: realtime({ voice: 'ximena' }),
    sentence:
      'session.voice is ximena, which is a native voice of azure-realtime; choose that model, or an Azure voice such as en-US-AvaNeural.',
    mended: { name: 'Test', model: 'azure-realtime', session: { voice: 'ximena' } },
  },
  {
    what: 'an OpenAI voice for azure-realtime',
    profile: { name: 'Test', model: 'azure-realtime', session: { voice: 'alloy' } },
    sentence:
      'session.voice is the OpenAI voice alloy, which azure-realtime cannot speak with; choose a native voice such as ava.',
    mended: { name: 'Test', model: 'azure-realtime', session: { voice: 'ava' } },
  },
  {
    what: 'the voice of an avatar',
    profile: gpt41({ voice: { type: 'avatar-voice-sync', model: 'DragonLatestNeural' } }),
    sentence:
      'session.voice belongs to an avatar, and the page shows none; choose an Azure voice such as en-US-AvaNeural.',
    mended: gpt41({ voice: { type: 'azure-personal', name: 'me', model: 'DragonLatestNeural' } }),
  },
  {
    what: 'a greeting that is both',
    profile: gpt41({}, { greeting: { text: 'Hello.', instructions: 'Say hello.' } }),
    sentence:
      'greeting needs text, which is spoken as it is, or instructions, which the model follows: one of the two.',
    mended: gpt41({}, { greeting: { text: 'Hello.' } }),
  },
]
