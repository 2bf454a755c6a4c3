/** Where in an answer's text the user stopped hearing it. The server decides it; the page uses the same to show how far an answer has come. */

import { anchorsOf, type WordTime } from './word-anchors.ts'

/** Word times kept of one answer, on both sides; where it has more, the rest of its text is divided in proportion. */
export const WORDS_MAX = 5000

/**
 * How much of an answer was played, of how much.
 * `coming`: more audio may follow, so that only the times of words say anything. `whole`: `audioMs` is all there is.
 * `broken`: the audio ended before the text did, no one knows where in the text.
 */
export type Playback = Readonly<{
  playedMs: number
  audioMs: number
  extent: 'coming' | 'whole' | 'broken'
  words: readonly WordTime[]
}>

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * The number of UTF-16 code units of `text` that were heard: 0 for nothing, `text.length` for everything.
 * By the times of the words where they fit the text, in proportion of text to audio between and after them. Always between two words,
 * never inside one, and rounded down: a word counts as heard once it was played to its end. It never falls while `playedMs` rises.
 */
export function heardLength(text: string, playback: Playback): number {
  const { playedMs, audioMs, extent } = playback
  if (playedMs <= 0) return 0
  if (extent === 'whole' && playedMs >= audioMs) return text.length
  return wordBoundary(text, position(text, playback))
}

/** Where in the text the sound was, as a fraction of a code unit. */
function position(text: string, { playedMs, audioMs, extent, words }: Playback): number {
  let [at, atMs] = [0, 0]
  for (const { from, to, startMs, endMs } of anchorsOf(text, words)) {
    if (playedMs < startMs) return between(at, from, (playedMs - atMs) / (startMs - atMs))
    if (playedMs < endMs) return from
    ;[at, atMs] = [to, endMs]
  }
  if (extent === 'coming') return at
  const share = audioMs > atMs ? Math.min(1, (playedMs - atMs) / (audioMs - atMs)) : 1
  const proportional = between(at, text.length, share)
  return extent === 'whole' ? proportional : Math.min(proportional, spokenWithin(text, at, playedMs - atMs))
}

const between = (from: number, to: number, share: number): number => from + (to - from) * share

/** Code units of speech in a second: 150 English words a minute. A character of Chinese, Japanese or Korean takes as long as three. */
const UNITS_PER_SECOND = 15
const WIDE = /[\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff]/
const WIDE_UNITS = 3

/** How far somebody speaks from `from` on in so many milliseconds. */
function spokenWithin(text: string, from: number, ms: number): number {
  let left = (ms / 1000) * UNITS_PER_SECOND
  let at = from
  while (at < text.length) {
    left -= WIDE.test(text.charAt(at)) ? WIDE_UNITS : 1
    if (left < 0) return at
    at += 1
  }
  return at
}

/** The last end of a word at or before `limit`, with the punctuation that clings to that word. */
function wordBoundary(text: string, limit: number): number {
  let boundary = 0
  let clings = false
  for (const { index, segment, isWordLike } of segmenter.segment(text)) {
    const end = index + segment.length
    if (isWordLike) {
      if (end > limit) break
      clings = true
    } else if (/\s/.test(segment)) clings = false
    if (clings) boundary = end
  }
  return boundary
}
