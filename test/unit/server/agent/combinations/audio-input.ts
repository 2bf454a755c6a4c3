/** Wrong combinations: the audio that goes in. */

import { type Case, gpt41, realtime } from './case.ts'

const semantic = { type: 'azure_semantic_vad', end_of_utterance_detection: { model: 'semantic_detection_v1' } }

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
    what: 'end-of-utterance detection that reads, for a model that hears',
    profile: realtime({ turn_detection: semantic }),
    sentence:
      'session.turn_detection.end_of_utterance_detection reads what was said, and gpt-realtime hears it; remove it, set its model to smart_end_of_turn_detection, or choose a model such as gpt-4.1.',
    mended: realtime({
      turn_detection: { ...semantic, end_of_utterance_detection: { model: 'smart_end_of_turn_detection' } },
    }),
  },
  {
    what: 'near_field for a model that reads',
    profile: gpt41({ input_audio_noise_reduction: { type: 'near_field' } }),
    sentence:
      'session.input_audio_noise_reduction.type is near_field, which goes with gpt-realtime models only; set it to azure_deep_noise_suppression for gpt-4.1.',
    mended: gpt41({ input_audio_noise_reduction: { type: 'azure_deep_noise_suppression' } }),
  },
]
