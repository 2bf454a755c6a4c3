/** Where in an answer's text the talker stopped hearing it, so that page, model and transcript agree about what was said. */

/** When one word of an answer is spoken, in milliseconds from the answer's first sample. */
export type WordTime = Readonly<{ startMs: number; durationMs: number; text: string }>

/** How much of an answer was played. `audioMs` is all the audio there is, as far as it is known. */
export type Playback = Readonly<{ playedMs: number; audioMs: number; words: readonly WordTime[] }>

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/**
 * The number of UTF-16 code units of `text` that were heard: 0 for nothing, `text.length` for everything.
 * By the times of the words when there are any, else in proportion of text to audio. Always between two words, never
 * inside one, and rounded down: a word counts as heard once it was played to its end.
 */
export function heardLength(text: string, { playedMs, audioMs, words }: Playback): number {
  if (playedMs <= 0) return 0
  if (playedMs >= audioMs) return text.length
  const spoken = words.length > 0 ? endOfSpokenWords(text, words, playedMs) : (text.length * playedMs) / audioMs
  return wordBoundary(text, spoken)
}

/** The position behind the last word that ended by `playedMs`. Words are sought in order, whatever stands between them. */
function endOfSpokenWords(text: string, words: readonly WordTime[], playedMs: number): number {
  let end = 0
  for (const { startMs, durationMs, text: word } of words) {
    if (startMs + durationMs > playedMs) break
    const at = text.indexOf(word.trim(), end)
    if (at >= 0) end = at + word.trim().length
  }
  return end
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
