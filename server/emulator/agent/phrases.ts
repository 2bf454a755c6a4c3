/** One notation for what the agent understands, read two ways: as a grammar for speech, as a pattern for typed text. */

import { NUMBER_PATTERN, NUMBER_RULE } from './words.ts'

/** Words that a phrase may name as `<country>` or `<operator>`. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>

/**
 * What can be meant, and how it is said: words, `[optional words]`, `(one | another)`, `<slot>`. This is a subset of the
 * JSGF grammar format. A slot is `<number>` or a word of the vocabulary.
 */
export type Phrases<Intent extends string> = Readonly<Record<Intent, readonly string[]>>

export type Match<Intent extends string> = Readonly<{ intent: Intent; slots: readonly string[] }>

const rules = (words: Vocabulary): string =>
  [['number', NUMBER_RULE] as const, ...Object.entries(words).map(([slot, list]) => [slot, list.join(' | ')] as const)]
    .map(([slot, rule]) => `<${slot}> = ${rule};`)
    .join('\n')

/** The JSGF grammar of all phrases. A speaker may be polite around any of them. */
export function grammarOf(phrases: Phrases<string>, words: Vocabulary): string {
  const said = Object.values(phrases).flat()
  return `#JSGF V1.0;\ngrammar agent;\npublic <utterance> = ${said.join('\n  | ')};\n${rules(words)}\n`
}

/** Every word takes the space behind it along, so that what is optional leaves no stray space. */
function patternOf(phrase: string, words: Vocabulary): string {
  const slot = (name: string) => (name === 'number' ? NUMBER_PATTERN : (words[name] ?? []).join('|'))
  const tokens = phrase.match(/<\w+>|[[\]()|]|[^\s[\]()|<>]+/g) ?? []
  return tokens
    .map((token) => {
      if (token === '[' || token === '(') return '(?:'
      if (token === ']') return ')?'
      if (token === ')' || token === '|') return token
      return token.startsWith('<') ? `(${slot(token.slice(1, -1))}) ` : `${token} `
    })
    .join('')
}

/** Finds the first phrase, in the order given, that the text says anywhere. `text` must be sayable: see `sayable`. */
export function createMatcher<Intent extends string>(
  phrases: Phrases<Intent>,
  words: Vocabulary,
): (text: string) => Match<Intent> | undefined {
  const patterns: { intent: Intent; pattern: RegExp }[] = []
  for (const intent in phrases)
    for (const phrase of phrases[intent])
      patterns.push({ intent, pattern: new RegExp(`(?<=^| )(?:${patternOf(phrase, words)})`, 'u') })
  return (text) => {
    for (const { intent, pattern } of patterns) {
      const found = pattern.exec(`${text} `)
      if (found !== null) return { intent, slots: found.slice(1) }
    }
    return undefined
  }
}
