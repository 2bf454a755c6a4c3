/** Speech without sound: a microphone frame is a mark of what is said in it, and a table says which words that is. */

import { msToSamples } from '../../../shared/audio-format.ts'

/** As long as a frame may be, for each costs the same. */
export const FRAME_MS = 100
export const FRAME_SAMPLES = msToSamples(FRAME_MS)
const MARK = 12_345

/** What the user utters; `text` is null for a cough. */
export type Utterance = Readonly<{ id: number; text: string | null; frames: number }>

export type Utterances = Readonly<{
  add(text: string | null, frames: number): Utterance
  /** The words of so many frames of each utterance; null when there are none. */
  understand(heard: ReadonlyMap<number, number>): string | null
}>

export function createUtterances(): Utterances {
  const known = new Map<number, Utterance>()
  return {
    add: (text, frames) => {
      const utterance = { id: known.size + 1, text, frames }
      known.set(utterance.id, utterance)
      return utterance
    },
    understand: (heard) => {
      const texts = [...heard].flatMap(([id, frames]) => {
        const utterance = known.get(id)
        // Of half an utterance no one can say what it was.
        return utterance?.text && frames > utterance.frames / 2 ? [utterance.text] : []
      })
      return texts.length === 0 ? null : texts.join(' ')
    },
  }
}

const silence = new ArrayBuffer(FRAME_SAMPLES * 2)

/** A frame of the microphone. All silent ones are one, for no one changes them. */
export function frameOf(utterance: Utterance | undefined): ArrayBuffer {
  if (!utterance) return silence
  const frame = new Int16Array(FRAME_SAMPLES)
  frame[0] = MARK
  frame[1] = utterance.id
  return frame.buffer
}

/** The utterance that each frame of decoded audio has in it; 0 for silence. */
export function marksOf(audio: Float32Array): readonly number[] {
  const marks: number[] = []
  for (let at = 0; at < audio.length; at += FRAME_SAMPLES)
    marks.push(Math.round((audio[at] ?? 0) * 32_768) === MARK ? Math.round((audio[at + 1] ?? 0) * 32_768) : 0)
  return marks
}
