/** The engines that all sessions of an emulator share; each is loaded once, when first needed. */

import { grammarOf } from './agent/phrases.ts'
import { phrases, vocabulary } from './agent/script.ts'
import { createRecogniser, type Recognise } from './hearing/recogniser.ts'
import { createVoiceActivityLoader, type VoiceActivity } from './hearing/voice-activity.ts'
import { createVoice, type Voice } from './speech/voice.ts'

export type Engines = Readonly<{
  loadVoiceActivity: () => Promise<(threshold: number) => VoiceActivity>
  recognise: Recognise
  voice: Voice
}>

export const createEngines = (): Engines => ({
  loadVoiceActivity: createVoiceActivityLoader(),
  recognise: createRecogniser(grammarOf(phrases, vocabulary)),
  voice: createVoice(),
})
