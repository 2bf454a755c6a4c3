/** Wrong combinations: the audio that goes in. */

import { type Case, gpt41, realtime } from './case.ts'

const semantic = { type: 'azure_semantic_vad', end_of_utterance_detection: { model: 'semantic_detection_v1' } }

const phrases = (count: number) => Array.from({ length: count }, (_, index) => `Phrase ${index}`)

export const audioInput: readonly Case[] = [
  {
    what: 'an OpenAI transcriber for a model that reads',
    profile: gpt41({ input_audio_transcription: { model: 'whisper-1' } }),
    sentence:
      'session.input_audio_transcription.model is whisper-1, which goes with gpt-realtime models only; set it to azure-speech for gpt-4.1.',
    mended: gpt41({ input_audio_transcription: { model: 'azure-speech' } }),
  },
  {
    what: 'a phrase list for an OpenAI transcriber',
    profile: realtime({ input_audio_transcription: { model: 'whisper-1', phrase_list: ['Pedal and Co'] } }),
    sentence:
      'session.input_audio_transcription.phrase_list is for azure-speech and mai-transcribe, not for whisper-1; remove it, or set the model to mai-transcribe.',
    mended: realtime({ input_audio_transcription: { model: 'mai-transcribe', phrase_list: ['Pedal and Co'] } }),
  },
  {
    what: 'a prompt for Azure Speech',
    profile: gpt41({ input_audio_transcription: { model: 'azure-speech', prompt: 'bicycles' } }),
    sentence:
      'session.input_audio_transcription.prompt is for OpenAI transcribers, not for azure-speech; use phrase_list instead.',
    mended: gpt41({ input_audio_transcription: { model: 'azure-speech', phrase_list: ['bicycles'] } }),
  },
  {
    what: 'OpenAI turn detection for a model that reads',
    profile: gpt41({ turn_detection: { type: 'semantic_vad' } }),
    sentence:
      'session.turn_detection.type is semantic_vad, which goes with gpt-realtime models only; set it to azure_semantic_vad for gpt-4.1.',
    mended: gpt41({ turn_detection: { type: 'azure_semantic_vad' } }),
  },
  {
    what: 'end-of-utterance detection for a model that hears',
    profile: realtime({ turn_detection: semantic }),
    sentence:
      'session.turn_detection.end_of_utterance_detection is for models that read what was said, and gpt-realtime hears it; remove it, or choose a model such as gpt-4.1.',
    mended: gpt41({ turn_detection: semantic }),
  },
  {
    what: 'that of the sound, for a model that hears',
    profile: realtime({
      turn_detection: { ...semantic, end_of_utterance_detection: { model: 'smart_end_of_turn_detection' } },
    }),
    sentence:
      'session.turn_detection.end_of_utterance_detection is for models that read what was said, and gpt-realtime hears it; remove it, or choose a model such as gpt-4.1.',
    mended: realtime({ turn_detection: { type: 'azure_semantic_vad' } }),
  },
  {
    what: 'more phrases than the service takes',
    profile: gpt41({ input_audio_transcription: { model: 'azure-speech', phrase_list: phrases(500) } }),
    sentence:
      'session.input_audio_transcription.phrase_list has 500 phrases, and the service takes 499; leave out some.',
    mended: gpt41({ input_audio_transcription: { model: 'azure-speech', phrase_list: phrases(499) } }),
  },
  {
    what: 'more languages than it tells apart',
    profile: gpt41({
      input_audio_transcription: { model: 'azure-speech', language: 'en,fr,de,es,it,pt,ja,ko,zh,hi,ar' },
    }),
    sentence:
      'session.input_audio_transcription.language has 11 languages, and the service tells 10 apart; leave out some, or all of it for any.',
    mended: gpt41({ input_audio_transcription: { model: 'azure-speech', language: 'en,fr,de,es,it,pt,ja,ko,zh,hi' } }),
  },
  {
    what: 'near_field for a model that reads',
    profile: gpt41({ input_audio_noise_reduction: { type: 'near_field' } }),
    sentence:
      'session.input_audio_noise_reduction.type is near_field, which goes with gpt-realtime models only; set it to azure_deep_noise_suppression for gpt-4.1.',
    mended: gpt41({ input_audio_noise_reduction: { type: 'azure_deep_noise_suppression' } }),
  },
]
