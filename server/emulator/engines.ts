/** The engines that all sessions of an emulator share; each is loaded once, when first needed. */

import { grammarOf } from './agent/phrases.ts'
import { phrases, vocabulary } from './agent/script.ts'
import { type AudioInput, type AudioInputHooks, createAudioInput } from './recognition/audio-input.ts'
import { createRecogniser, type Recogniser } from './recognition/recogniser.ts'
import { createVoiceActivityLoader } from './recognition/voice-activity.ts'
import { createVoice, type Voice } from './speech/voice.ts'

export type Engines = Readonly<{
  loadAudioInput: () => Promise<(hooks: AudioInputHooks) => AudioInput>
  recogniser: Recogniser
  voice: Voice
  /** Loads what the first answer will need while the client is still setting up. */
  warmVoice(): void
  /** Loads what the first utterance will need while it is still spoken; a client that only types needs none of it. */
  warmRecogniser(): void
}>

export function createEngines(): Engines {
  const recogniser = createRecogniser(grammarOf(phrases, vocabulary))
  const voice = createVoice()
  const loadVoiceActivity = createVoiceActivityLoader()
  return {
    loadAudioInput: async () => {
      const createVoiceActivity = await loadVoiceActivity()
      return (hooks) => createAudioInput({ createVoiceActivity, ...hooks })
    },
    recogniser,
    voice,
    warmVoice: warming(voice),
    warmRecogniser: warming(recogniser),
  }
}

/** A failure is told to the turn that needs the engine, which asks again. */
const warming = (engine: Voice | Recogniser) => () => {
  engine.load().catch(() => {})
}
