/** The speech decoder (SoundSwallower, MIT): samples and a grammar in, the grammar's likeliest sentence out. */

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Decoder, DictEntry, SoundSwallowerModule } from 'soundswallower'
import { packageUrl } from '../packages.ts'
import { LISTENING_RATE_HZ } from './voice-activity.ts'

export type DecodedWord = Readonly<{ text: string; startMs: number; durationMs: number }>

/** `score` is the log likelihood of the best path in the decoder's own units: only differences on the same audio mean something. */
type Decoded = Readonly<{ text: string; score: number; words: readonly DecodedWord[] }>

/** Decodes one whole utterance, at once: it blocks for about a thirtieth of the utterance. Undefined: no sentence fits at all. */
export type Decode = (samples: Float32Array) => Decoded | undefined

/** How far from the best path the search looks; narrower is faster. The default is the decoder's own. */
export type Beams = Readonly<{ beam: number; wbeam: number; pbeam: number }>

/** Words with their sounds, one entry for each way to say one: `hello`, `hello(2)`. */
export type Dictionary = readonly DictEntry[]

/** `[NOISE]`, `<sil>`, `(NULL)` are no words, and `hello(2)` is `hello`. */
function readWords(decoder: Decoder): DecodedWord[] {
  const { w: segments = [] } = decoder.get_alignment({ align_level: 0 })
  return segments
    .filter(({ t: text }) => /^[^<[(]/.test(text))
    .map(({ t: text, b: start, d: duration }) => ({
      text: text.replace(/\(\d+\)$/, ''),
      startMs: Math.round(start * 1000),
      durationMs: Math.round(duration * 1000),
    }))
}

/** The README documents `modelBase`; the package's types do not list it. */
type ModuleOptions = Partial<SoundSwallowerModule> & { modelBase: string }

/** Where the package keeps its models, the English one in `en-us`. */
const modelBase = () => new URL('./model/', packageUrl('soundswallower'))

/** Loads the module with the English model that its package carries. */
export async function loadDecoderModule(): Promise<SoundSwallowerModule> {
  const { default: createModule } = await import('soundswallower')
  const options: ModuleOptions = { modelBase: fileURLToPath(modelBase()) }
  return createModule(options)
}

/** What the package's dictionary says of the words of a grammar in JSGF. The grammar's own keywords do no harm among them. */
export async function readDictionary(grammar: string): Promise<Dictionary> {
  const used = new Set(grammar.match(/[\w'-]+/g))
  const text = await readFile(new URL('en-us/dict.txt', modelBase()), 'latin1')
  const entries: DictEntry[] = []
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ')
    const entry = line.slice(0, space)
    const word = entry.endsWith(')') ? entry.slice(0, entry.lastIndexOf('(')) : entry
    if (used.has(word)) entries.push([entry, line.slice(space + 1)])
  }
  return entries
}

/** The decoder would read all 134,000 words of the package's dictionary, which takes half of its start; a file that is not there is none. */
const noDictionary = () => fileURLToPath(new URL('en-us/none.txt', modelBase()))

/** Makes a decoder for one grammar in JSGF, whose words must be in the dictionary. */
export async function createDecoder(
  module: SoundSwallowerModule,
  grammar: string,
  dictionary: Dictionary,
  beams?: Beams,
): Promise<Decode> {
  // It writes its errors to the console; what concerns us comes back as an empty sentence.
  const decoder = new module.Decoder({
    loglevel: 'FATAL',
    samprate: LISTENING_RATE_HZ,
    dict: noDictionary(),
    ...beams,
  })
  await decoder.initialize()
  decoder.add_words(...dictionary)
  decoder.set_grammar(grammar)

  function readScore(): number {
    // get_text() reads the same function but throws its score away.
    const address = module._malloc(4)
    decoderHypothesis(module)(decoderHandle(decoder), address)
    const score = module.HEAP32[address >> 2] ?? 0
    module._free(address)
    return score
  }

  return (samples) => {
    decoder.start()
    decoder.process_audio(samples, false, true)
    decoder.stop()
    const text = decoder.get_text().trim()
    return text === '' ? undefined : { text, score: readScore(), words: readWords(decoder) }
  }
}

const isFunction = (value: unknown): value is (decoder: number, scoreAddress: number) => number =>
  typeof value === 'function'

/** The exported C function behind `get_text`; the package's types do not list it. */
function decoderHypothesis(module: object): (decoder: number, scoreAddress: number) => number {
  const found = '_decoder_hyp' in module ? module._decoder_hyp : undefined
  if (!isFunction(found)) throw new Error('this soundswallower has no _decoder_hyp')
  return found
}

function decoderHandle(decoder: object): number {
  const handle = 'cdecoder' in decoder ? decoder.cdecoder : undefined
  if (typeof handle !== 'number') throw new Error('this soundswallower decoder has no cdecoder')
  return handle
}
