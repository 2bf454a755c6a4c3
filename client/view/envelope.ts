/** How loud each moment of the answers is, so that the orb moves with the agent's voice and not beside it. */

/** 50 ms: as fine as the player reports its position, and the eye sees no finer. */
const SLOT_SAMPLES = 1200

/** Answers remembered; more never sound one after another without a turn between them. */
const ANSWERS_MAX = 4

const FULL_SCALE = 32_768

export interface Envelope {
  add(answer: number, offsetSamples: number, pcm: Int16Array): void
  /** RMS 0…1 around a position, in 24 kHz samples of that answer; 0 where nothing is known. */
  levelAt(answer: number, samples: number): number
}

export function createEnvelope(): Envelope {
  const answers = new Map<number, number[]>()
  const slotsOf = (answer: number): number[] => {
    const known = answers.get(answer)
    if (known) return known
    const slots: number[] = []
    answers.set(answer, slots)
    const [oldest] = answers.keys()
    if (answers.size > ANSWERS_MAX && oldest !== undefined) answers.delete(oldest)
    return slots
  }
  return {
    add: (answer, offsetSamples, pcm) => {
      const slots = slotsOf(answer)
      for (let from = 0; from < pcm.length; from += SLOT_SAMPLES)
        slots[Math.floor((offsetSamples + from) / SLOT_SAMPLES)] = rms(pcm.subarray(from, from + SLOT_SAMPLES))
    },
    levelAt: (answer, samples) => answers.get(answer)?.[Math.floor(samples / SLOT_SAMPLES)] ?? 0,
  }
}

const rms = (pcm: Int16Array): number =>
  Math.sqrt(pcm.reduce((sum, sample) => sum + (sample / FULL_SCALE) ** 2, 0) / pcm.length)
