/** Speech from text by Flite (voice `slt`, BSD), compiled to WebAssembly: a sentence in, 16 kHz samples out, about 40 ms each. */

import { int16ToFloat } from '../../../shared/pcm.ts'
import { createProgram } from './wasi.ts'

/** The rate of the voice `slt`. */
export const FLITE_RATE_HZ = 16_000

const WAV_HEADER_BYTES = 44

/** When one sound of the sentence ends, from its start; `pau` is a pause. */
export type Segment = Readonly<{ sound: string; endMs: number }>

type FliteSpeech = Readonly<{ samples: Float32Array; segments: readonly Segment[] }>

/**
 * Speaks one sentence. Flite reads ASCII; other letters are written without their marks.
 * @throws Error when Flite ends with a failure.
 */
export type Flite = (sentence: string) => FliteSpeech

/** `"pau:0.164 s:0.279 "` as Flite prints it with `-psdur`. */
function readSegments(printed: string): Segment[] {
  const segments: Segment[] = []
  for (const [, sound = '', seconds] of printed.matchAll(/(\S+):(\d+\.\d+)/g))
    segments.push({ sound, endMs: Number(seconds) * 1000 })
  return segments
}

/** Makes the synthesiser of Flite's module. */
export function createFlite(module: WebAssembly.Module): Flite {
  const run = createProgram(module)
  return (sentence) => {
    const ascii = sentence
      .normalize('NFKD')
      .replaceAll(/[‘’]/g, "'")
      .replaceAll(/[^\x20-\x7e]/g, '')
    // A leading space keeps Flite from taking a sentence of one word, or one that begins with a dash, for something else.
    const { exitCode, printed, file } = run([
      'flite',
      '-voice',
      'slt',
      '-psdur',
      '-t',
      ` ${ascii} `,
      '-o',
      'speech.wav',
    ])
    if (exitCode !== 0) throw new Error(`Flite ended with exit code ${exitCode}`)
    const pcm = new DataView(file.buffer, WAV_HEADER_BYTES)
    const samples = Float32Array.from({ length: pcm.byteLength >> 1 }, (_, index) =>
      int16ToFloat(pcm.getInt16(2 * index, true)),
    )
    return { samples, segments: readSegments(printed) }
  }
}
