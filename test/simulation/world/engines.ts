/** Audio input, recogniser and voice of the emulator, in place of those that need WebAssembly: they read the marks of frames, and what they speak is one sample again and again. */

import type { Engines } from '../../../server/emulator/engines.ts'
import type { AudioInput, AudioInputHooks } from '../../../server/emulator/recognition/audio-input.ts'
import {
  createTurnDetector,
  FRAME_MS as PIECE_MS,
  type TurnDetector,
} from '../../../server/emulator/recognition/turn-detector.ts'
import { msToSamples } from '../../../shared/audio-format.ts'
import { FRAME_MS, marksOf, type Utterances } from './speech.ts'

/** A word of six letters takes an eighth of a second: a quick speaker, for every piece of sound costs time. */
export const MS_PER_LETTER = 20

export function createMarkedEngines(utterances: Utterances): Engines {
  const known = new Map<string, Awaited<ReturnType<Engines['voice']['speak']>>>()
  return {
    loadAudioInput: async () => createMarkedInput,
    recogniser: {
      load: async () => undefined,
      recognise: async (stretch) => {
        const heard = new Map<number, number>()
        for (const id of stretch) if (id > 0) heard.set(id, (heard.get(id) ?? 0) + 1)
        const speechMs = stretch.filter((id) => id > 0).length * FRAME_MS
        return { text: utterances.understand(heard), speechMs }
      },
    },
    voice: {
      load: async () => undefined,
      speak: async (sentence) => {
        const spoken = known.get(sentence) ?? speak(sentence)
        known.set(sentence, spoken)
        return spoken
      },
    },
    warmVoice: () => {},
    warmRecogniser: () => {},
  }
}

function speak(sentence: string) {
  let atMs = 0
  const words = sentence.split(' ').map((text, index) => {
    const word = { text: index === 0 ? text : ` ${text}`, startMs: atMs, durationMs: text.length * MS_PER_LETTER }
    atMs += (text.length + 1) * MS_PER_LETTER
    return word
  })
  return { samples: new Int16Array(msToSamples(atMs)).fill(1), words }
}

function createMarkedInput({ written, edge }: AudioInputHooks): AudioInput {
  let detector: TurnDetector | undefined
  let detecting = 'null'
  let writtenMs = 0
  let keptFromMs = 0
  let kept: number[] = []

  return {
    listen: (_rateHz, detection) => {
      const description = JSON.stringify(detection)
      if (description === detecting) return
      detecting = description
      if (detection === null) detector = undefined
      else if (detector) detector.follow(detection.rules)
      else detector = createTurnDetector(detection.rules, writtenMs)
    },
    append: (audio) => {
      for (const id of marksOf(audio)) {
        kept.push(id)
        for (let pieces = FRAME_MS / PIECE_MS; pieces > 0; pieces--) {
          writtenMs += PIECE_MS
          const found = detector?.take(id > 0, writtenMs)
          if (!found) continue
          written(writtenMs)
          edge(found)
        }
      }
      written(writtenMs)
    },
    stretch: (startMs, endMs) => {
      const at = (ms: number) => Math.max(0, Math.round((ms - keptFromMs) / FRAME_MS))
      return Float32Array.from(kept.slice(at(startMs), at(endMs)))
    },
    forget: (beforeMs) => {
      const count = Math.max(0, Math.floor((beforeMs - keptFromMs) / FRAME_MS))
      kept = kept.slice(count)
      keptFromMs += count * FRAME_MS
      detector?.reset(beforeMs)
    },
    keptFromMs: () => keptFromMs,
    stop: () => {
      detector = undefined
    },
  }
}
