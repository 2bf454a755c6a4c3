/** A reading position in a list of tokens, shared by the expression and the statement parser. */

import { syntaxError, type Token } from './tokens.ts'

export type Cursor = Readonly<{
  peek: (ahead?: number) => Token
  next: () => Token
  /** True, and past it, when the next token is this punctuation or word. */
  accept: (text: string) => boolean
  /** Past this punctuation or word, or an error that names what was found. */
  expect: (text: string) => Token
  expectWord: () => Token
  expectString: () => Token & { kind: 'string' }
  skipNewlines: () => void
}>

const describe = (token: Token): string =>
  token.kind === 'end' ? 'the end' : token.kind === 'newline' ? 'a new line' : `"${token.text}"`

/** A cursor at the first token. */
export function openCursor(tokens: readonly Token[]): Cursor {
  let at = 0
  const end: Token = tokens.at(-1) ?? { kind: 'end', text: '', line: 1 }
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end
  const isHere = (text: string): boolean => {
    const token = peek()
    return (token.kind === 'punctuation' || token.kind === 'word') && token.text === text
  }
  const next = (): Token => {
    const token = peek()
    at += 1
    return token
  }
  const refuse = (wanted: string): never => {
    throw syntaxError(peek().line, `Expected ${wanted}, found ${describe(peek())}.`)
  }
  return {
    peek,
    next,
    accept: (text) => {
      const here = isHere(text)
      if (here) at += 1
      return here
    },
    expect: (text) => (isHere(text) ? next() : refuse(`"${text}"`)),
    expectWord: () => (peek().kind === 'word' ? next() : refuse('a name')),
    expectString: () => {
      const token = peek()
      if (token.kind !== 'string') return refuse('a string')
      at += 1
      return token
    },
    skipNewlines: () => {
      while (peek().kind === 'newline') at += 1
    },
  }
}
