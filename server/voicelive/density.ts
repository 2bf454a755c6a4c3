/** Says of JSON text, before it is parsed, whether parsing it would hold up every other call: its size says little about that. */

/** Text so small costs nothing worth looking for. */
const SMALL_LENGTH = 4 * 1024

/** The service nests some eight deep. A mebibyte of open brackets takes two seconds (measured on Node 24). */
const DEPTH_MAX = 64

/** Values, names and commas: a session with 128 tools has some 10 000. What is large beside that is audio or text, which is cheap. */
const TOKENS_MAX = 30_000

/** Characters outside of strings: numbers and blanks, which are read one by one. */
const BARE_MAX = 256 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** What is too much of it, in words for a log; undefined when it may be parsed. Strings are jumped over, so that audio takes no time. */
export function tooDense(text: string): string | undefined {
  if (text.length <= SMALL_LENGTH) return undefined
  let depth = 0
  let tokens = 0
  let bare = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) {
      const end = endOfString(text, index)
      if (end < 0) return undefined
      tokens += 1
      index = end
      continue
    }
    bare += 1
    if (OPENING.has(code)) depth += 1
    else if (CLOSING.has(code)) depth -= 1
    if (code === COMMA) tokens += 1
    if (depth > DEPTH_MAX) return 'Nested too deep'
    if (tokens > TOKENS_MAX || bare > BARE_MAX) return 'Too many values'
  }
  return undefined
}

/** Where the string that begins at `start` ends; -1 if it does not. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return -1
}
