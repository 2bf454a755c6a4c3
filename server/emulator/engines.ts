/** The engines that all sessions of an emulator share; each is loaded once, when first needed. */

import { grammarOf } from './agent/phrases.ts'
import { phrases, vocabulary } from './agent/script.ts'
import { createRecogniser, type Recogniser } from './hearing/recogniser.ts'
import { createVoiceActivityLoader, type VoiceActivity } from './hearing/voice-activity.ts'
import { createVoice, type Voice } from './speech/voice.ts'

export type Engines = Readonly<{
  loadVoiceActivity: () => Promise<(threshold: number) => VoiceActivity>
  recogniser: Recogniser
  voice: Voice
  /** Loads what the first turn will need while the client is still setting up. */
  warm(): void
}>

export function createEngines(): Engines {
  const recogniser = createRecogniser(grammarOf(phrases, vocabulary))
  const voice = createVoice()
  return {
    loadVoiceActivity: createVoiceActivityLoader(),
    recogniser,
    voice,
    warm() {
      // A failure is told to the turn that needs the engine, which asks again.
      for (const engine of [voice, recogniser]) engine.load().catch(() => {})
    },
  }
}
