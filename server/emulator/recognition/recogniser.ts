/** Recognises what was said, or says honestly that it was nothing the grammar knows: forced choice needs a second opinion. */

import { lazily } from '../packages.ts'
import { createDecoder, type DecodedWord, type Dictionary, loadDecoderModule, readDictionary } from './decoder.ts'
import { LISTENING_RATE_HZ } from './voice-activity.ts'

/** `text` is null when the speech was none of the grammar's sentences. `speechMs` is from its first to its last voiced moment. */
type Recognised = Readonly<{ text: string | null; speechMs: number }>

/** Both reject with a clear error when the engine cannot be loaded. */
export type Recogniser = Readonly<{
  load(): Promise<unknown>
  /** Recognises one utterance of 16 kHz samples. */
  recognise(samples: Float32Array): Promise<Recognised>
}>

/** No sentence of the agent's grammar takes this long; longer speech is not even tried. */
const UTTERANCE_MAX_MS = 8000

/**
 * How much likelier, per voiced 10 ms, the sentence must be than free babble of phones; and how much of the voiced time its
 * words must cover. Measured with Flite's voices slt, awb and rms at these values: of 60 utterances of the grammar 53 are
 * accepted, all rightly (six of the others are `hi`, `who are you` and `how are you`), and of 66 others one. Human
 * voices could not be measured here.
 */
const ADVANTAGE_MIN = 4
const COVERAGE_MIN = 0.75

/** Silence that is put, or left, on both sides of the speech: the decoder cleans its input by what it finds there. */
const MARGIN_MS = 300

const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')
const babbleWords: Dictionary = PHONES.map((phone) => [`_${phone.toLowerCase()}`, phone])
const BABBLE_GRAMMAR = `#JSGF V1.0;\ngrammar babble;\npublic <babble> = (${babbleWords.map(([word]) => word).join(' | ')})+;`

/** Two thirds of the time that the default beams take; babble then comes out a little less likely. */
const BABBLE_BEAMS = { beam: 1e-20, wbeam: 1e-15, pbeam: 1e-20 } as const

/** Length of the frames that the decoder counts in. */
const FRAME_MS = 10
const FRAME_SAMPLES = (LISTENING_RATE_HZ * FRAME_MS) / 1000

/** Part of the loudest frame's level above which a frame counts as voiced. */
const VOICED_LEVEL = 0.08

/** Which 10 ms frames are voiced, by their level beside the loudest. */
export function voicedFrames(samples: Float32Array): boolean[] {
  const levels = Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    let energy = 0
    for (let i = frame * FRAME_SAMPLES; i < (frame + 1) * FRAME_SAMPLES; i++) energy += (samples[i] ?? 0) ** 2
    return Math.sqrt(energy)
  })
  const loudest = levels.reduce((a, b) => Math.max(a, b), 0)
  return levels.map((level) => level > 0 && level >= loudest * VOICED_LEVEL)
}

/** Part of the voiced frames that lie in a word. */
export function coverage(voiced: readonly boolean[], words: readonly DecodedWord[]): number {
  let inWords = 0
  let all = 0
  voiced.forEach((isVoiced, frame) => {
    if (!isVoiced) return
    all++
    const ms = frame * FRAME_MS
    if (words.some(({ startMs, durationMs }) => ms >= startMs && ms < startMs + durationMs)) inWords++
  })
  return all === 0 ? 0 : inWords / all
}

/** The speech with exactly the same margins, however much silence came with it. */
function withMargins(samples: Float32Array, startSample: number, speechMs: number): Float32Array {
  const margin = (MARGIN_MS * LISTENING_RATE_HZ) / 1000
  const speech = new Float32Array((speechMs * LISTENING_RATE_HZ) / 1000 + 2 * margin)
  const from = Math.max(0, startSample - margin)
  speech.set(samples.subarray(from, startSample - margin + speech.length), from - (startSample - margin))
  return speech
}

/** Lets sockets flush and other sessions have a turn between stretches of work that block. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

/** Makes a recogniser for a grammar in JSGF. Nothing is loaded before the first utterance. */
export function createRecogniser(grammar: string): Recogniser {
  const load = lazily('speech recogniser (soundswallower)', async () => {
    const module = await loadDecoderModule()
    return {
      decode: await createDecoder(module, grammar, await readDictionary(grammar)),
      babble: await createDecoder(module, BABBLE_GRAMMAR, babbleWords, BABBLE_BEAMS),
    }
  })

  async function recognise(samples: Float32Array): Promise<Recognised> {
    const frames = voicedFrames(samples)
    const firstFrame = Math.max(0, frames.indexOf(true))
    const speechMs = (frames.lastIndexOf(true) + 1 - firstFrame) * FRAME_MS
    const rejected: Recognised = { text: null, speechMs }
    if (speechMs <= 0 || speechMs > UTTERANCE_MAX_MS) return rejected
    const { decode, babble } = await load()
    const speech = withMargins(samples, firstFrame * FRAME_SAMPLES, speechMs)
    const voiced = voicedFrames(speech)
    await breathe()
    const sentence = decode(speech)
    if (sentence === undefined || coverage(voiced, sentence.words) < COVERAGE_MIN) return rejected
    await breathe()
    const noise = babble(speech)
    const advantage = noise === undefined ? 0 : (sentence.score - noise.score) / voiced.filter(Boolean).length
    return advantage < ADVANTAGE_MIN ? rejected : { text: sentence.text, speechMs }
  }

  return { load, recognise }
}
