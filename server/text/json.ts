/** Reads JSON that people write by hand, and says where it is none: the same on every runtime, and with nothing of the text, for that may be a secret. */

const ended = '(?=\\s*(?:[,:}\\]]|$))'
const begun = '"\\d\\-tfn{['

/** A piece of JSON, and what may follow it. */
const piece = new RegExp(
  [
    '\\s+',
    `(?:"(?:[^"\\\\\\n]|\\\\.)*"|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null|[}\\]])${ended}`,
    `[,:](?=\\s*(?:[${begun}]|$))`,
    `[{[](?=\\s*(?:[${begun}}\\]]|$))`,
  ].join('|'),
  'y',
)

/** `why` is the end of a sentence that names the file. */
export function parseJson(text: string): Readonly<{ json: unknown } | { why: string }> {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return { why: whyNot(text) }
  }
}

function whyNot(text: string): string {
  if (text.trim() === '') return 'it is empty'
  let end = 0
  piece.lastIndex = 0
  while (piece.test(text)) end = piece.lastIndex
  if (end === text.length) return 'its brackets do not close, or one closes too many'
  const line = text.slice(0, end).split('\n').length
  return `line ${line} does not fit; names and texts are in double quotes, a comma stands between two of them and none at the end, and there are no comments`
}
