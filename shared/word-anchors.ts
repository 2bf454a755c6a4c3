/** Finds the spoken words of an answer in its text, which is not always what is spoken: "$5" is "five dollars", "Dr." is "doctor". */

/** When one word of an answer is spoken, in milliseconds from the answer's first sample. */
export type WordTime = Readonly<{ startMs: number; durationMs: number; text: string }>

/** A word that was found: from where to where in the text, and when. Anchors rise in both. */
export type Anchor = Readonly<{ from: number; to: number; startMs: number; endMs: number }>

/** A word is sought so far ahead, in letters, and one letter farther for each that was spoken since the last word that was found. */
const AHEAD_LETTERS = 24

/** The anchors of the words that stand in the text, in order. The same lists give the same anchors. */
export function anchorsOf(text: string, words: readonly WordTime[]): readonly Anchor[] {
  const known = cache.get(words)
  if (known?.text === text) return known.anchors
  const anchors = align(text, words)
  cache.set(words, { text, anchors })
  return anchors
}

/** They are asked for with every step of the playback, and change only with a word. */
const cache = new WeakMap<readonly WordTime[], Readonly<{ text: string; anchors: readonly Anchor[] }>>()

function align(text: string, words: readonly WordTime[]): readonly Anchor[] {
  const letters = lettersOf(text)
  const spoken = words.flatMap(({ text: word, startMs, durationMs }) => {
    const { plain } = lettersOf(word)
    return plain === '' ? [] : [{ plain, startMs, endMs: startMs + durationMs }]
  })
  const anchors: Anchor[] = []
  let next = 0
  let missed = 0
  let atMs = 0
  for (const [index, { plain, startMs, endMs }] of spoken.entries()) {
    const found = findWord(letters, plain, next, next + AHEAD_LETTERS + missed)
    const after = found + plain.length
    // Words that were spoken otherwise than they are written explain a gap. Without them it may be another word of the same letters,
    // unless the one that is spoken next follows there too.
    const isSure = found >= 0 && (found - next <= missed || follows(letters, spoken[index + 1]?.plain, after))
    if (!isSure) {
      missed += plain.length
      continue
    }
    const fromMs = Math.max(atMs, startMs)
    atMs = Math.max(fromMs, endMs)
    next = after
    missed = 0
    anchors.push({ from: letters.starts[found] ?? 0, to: letters.ends[after - 1] ?? 0, startMs: fromMs, endMs: atMs })
  }
  return anchors
}

const follows = (letters: Letters, word: string | undefined, at: number): boolean =>
  word !== undefined && findWord(letters, word, at, at) === at

/** The letters and digits of a text, folded; where each stands, and whether a word may begin there. */
type Letters = Readonly<{
  plain: string
  starts: readonly number[]
  ends: readonly number[]
  begins: readonly boolean[]
}>

const LETTER = /[\p{L}\p{N}\p{M}]/u
const APOSTROPHE = /['\u2019]/
/** Scripts that write no spaces between words. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uf900-\ufaff]/

function lettersOf(text: string): Letters {
  const [starts, ends, begins]: [number[], number[], boolean[]] = [[], [], []]
  let plain = ''
  let isFresh = true
  let at = 0
  for (const character of text) {
    const end = at + character.length
    if (LETTER.test(character)) {
      const folded = character.normalize('NFKC').toLowerCase()
      plain += folded
      // A letter may fold to several code units; all of them stand where it stands.
      for (let unit = 0; unit < folded.length; unit += 1) {
        starts.push(at)
        ends.push(end)
        begins.push(unit === 0 && (isFresh || UNSPACED.test(character)))
      }
      isFresh = false
    } else if (!APOSTROPHE.test(character)) isFresh = true
    at = end
  }
  return { plain, starts, ends, begins }
}

/** The first place from `from` to `through` where the whole word stands, or -1. */
function findWord({ plain, begins }: Letters, word: string, from: number, through: number): number {
  const near = plain.slice(from, through + word.length)
  for (let at = near.indexOf(word); at >= 0; at = near.indexOf(word, at + 1)) {
    const after = from + at + word.length
    if (begins[from + at] && (after === plain.length || begins[after])) return from + at
  }
  return -1
}
