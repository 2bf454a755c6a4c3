/** Turns Bicep text into tokens, with strings already split into text and interpolated tokens. */

export type Token = Readonly<{ line: number }> &
  (
    | Readonly<{ kind: 'word' | 'punctuation' | 'newline' | 'end'; text: string }>
    | Readonly<{ kind: 'number'; text: string }>
    | Readonly<{ kind: 'string'; text: string; parts: readonly (string | readonly Token[])[] }>
  )

/** The error for a place where the text is not Bicep, or not the part of Bicep that this repository uses. */
export const syntaxError = (line: number, message: string): Error => new Error(`Line ${line}: ${message}`)

const punctuation = ['::', '.?', '=>', '==', '!=', '<=', '>=', '&&', '||', '??', ...'{}[]()=,.:?!+-*/%<>@|'.split('')]

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\', $: '$' }

const isWordStart = (char: string): boolean => /[A-Za-z_]/.test(char)

/** All tokens of a file, ending with one `end` token. Throws syntaxError. */
export function tokenize(text: string): Token[] {
  let at = 0
  let line = 1

  const fail = (message: string): never => {
    throw syntaxError(line, message)
  }

  const scanString = (): Token => {
    const startLine = line
    const start = at
    const parts: (string | Token[])[] = []
    let piece = ''
    at += 1
    for (;;) {
      const char = text[at]
      if (char === undefined || char === '\n') return fail('A string is not closed on its line.')
      if (char === "'") break
      if (char === '\\') {
        const next = text[at + 1] ?? ''
        piece += escapes[next] ?? fail(`\\${next} is no escape that Bicep knows.`)
        at += 2
      } else if (text.startsWith('${', at)) {
        at += 2
        parts.push(piece, scanUntilBrace())
        piece = ''
      } else {
        piece += char
        at += 1
      }
    }
    at += 1
    parts.push(piece)
    return { kind: 'string', text: text.slice(start, at), parts, line: startLine }
  }

  const scanUntilBrace = (): Token[] => {
    const tokens: Token[] = []
    let depth = 0
    for (;;) {
      const token = next()
      if (token.kind === 'end') return fail('An interpolation in a string is not closed.')
      if (token.kind === 'punctuation' && token.text === '{') depth += 1
      if (token.kind === 'punctuation' && token.text === '}') {
        if (depth === 0) return [...tokens, { kind: 'end', text: '', line }]
        depth -= 1
      }
      tokens.push(token)
    }
  }

  const skipBlank = (): void => {
    for (;;) {
      if (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at += 1
      // Directives such as #disable-next-line are for the linter; to the language they are blank.
      else if (text.startsWith('//', at) || text[at] === '#') at = Math.max(at, endOfLine())
      else return
    }
  }

  const endOfLine = (): number => {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end
  }

  const take = (kind: 'word' | 'punctuation' | 'number', found: string): Token => {
    at += found.length
    return { kind, text: found, line }
  }

  const next = (): Token => {
    skipBlank()
    const char = text[at]
    if (char === undefined) return { kind: 'end', text: '', line }
    if (char === '\n') {
      const token: Token = { kind: 'newline', text: '\n', line }
      at += 1
      line += 1
      return token
    }
    if (text.startsWith("'''", at)) return fail("Strings in ''' are not used here; use one line.")
    if (char === "'") return scanString()
    const rest = text.slice(at)
    if (isWordStart(char)) return take('word', /^\w+/.exec(rest)?.[0] ?? char)
    const digits = /^\d+/.exec(rest)?.[0]
    if (digits) return take('number', digits)
    const mark = punctuation.find((one) => rest.startsWith(one))
    return mark ? take('punctuation', mark) : fail(`${char} has no meaning here.`)
  }

  const tokens: Token[] = []
  for (;;) {
    const token = next()
    tokens.push(token)
    if (token.kind === 'end') return tokens
  }
}
