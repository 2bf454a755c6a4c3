/** Numbers and typed text as the words that the agent's phrases are made of. */

const UNITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
]
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const SMALL = [...UNITS, ...TEENS]

/** Spoken numbers from 0 to 100 as a grammar rule in JSGF. */
export const NUMBER_RULE = `${SMALL.join(' | ')} | (${TENS.join(' | ')}) [${UNITS.slice(1).join(' | ')}] | one hundred`

/** The same numbers in words, or any number in digits, as a regular expression. */
export const NUMBER_PATTERN = `-?\\d+(?:\\.\\d+)?|one hundred|(?:${TENS.join('|')})(?: (?:${UNITS.slice(1).join('|')}))?|${[...SMALL].reverse().join('|')}`

/** `"forty two"` or `"42"` as a number; NaN for what is neither. */
export function parseNumber(text: string): number {
  if (/^-?\d/.test(text)) return Number(text)
  if (text === 'one hundred') return 100
  const small = SMALL.indexOf(text)
  if (small >= 0) return small
  const [tens = '', unit] = text.split(' ')
  const ten = TENS.indexOf(tens)
  const one = unit === undefined ? 0 : UNITS.indexOf(unit)
  return ten < 0 || one < 0 ? Number.NaN : 20 + 10 * ten + one
}

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/’/g, "'"],
  [/(?<=\d),(?=\d{3})/g, ''],
  [/(\d|\s)\s*\+\s*(?=\d)/g, '$1 plus '],
  [/(\d)\s*[-−–]\s*(?=\d)/g, '$1 minus '],
  [/(\d)\s*[*×x]\s*(?=\d)/g, '$1 times '],
  [/(\d)\s*[/÷:]\s*(?=\d)/g, '$1 divided by '],
  [/\bmultiplied by\b/g, 'times'],
  [/\b(what|who|that|how)'s\b/g, '$1 is'],
  [/\bgood bye\b/g, 'goodbye'],
  [/(?<=\d)\.(?=\d)/g, '\uE000'],
  [/[^\p{L}\p{N}\uE000' -]/gu, ' '],
  [/\uE000/g, '.'],
  [/\s+/g, ' '],
]

/** Typed text as the words one would say: lower case, no punctuation, operators spelt out. */
export const sayable = (text: string): string =>
  SPELLINGS.reduce((words, [written, said]) => words.replaceAll(written, said), text.toLowerCase()).trim()
