/** Parses Bicep expressions: literals, access, calls, operators, objects, arrays, loops and lambdas. */

import { type Cursor, openCursor } from './cursor.ts'
import type { Expression, Property, StringExpression } from './syntax.ts'
import { syntaxError, type Token } from './tokens.ts'

/** Binary operators, loosest first, as Bicep binds them. */
const operators = [['??'], ['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']]

/** One expression from the cursor. Throws syntaxError. */
export function parseExpression(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 0)
  const mayChoose = followsOnNextLine(cursor, '?')
  if (mayChoose) cursor.skipNewlines()
  if (!cursor.accept('?')) return condition
  cursor.skipNewlines()
  const yes = parseExpression(cursor)
  cursor.skipNewlines()
  cursor.expect(':')
  cursor.skipNewlines()
  return { kind: 'choice', condition, yes, no: parseExpression(cursor), line: condition.line }
}

const followsOnNextLine = (cursor: Cursor, text: string): boolean => {
  let ahead = 0
  while (cursor.peek(ahead).kind === 'newline') ahead += 1
  return ahead > 0 && cursor.peek(ahead).text === text
}

const parseBinary = (cursor: Cursor, level: number): Expression => {
  const here = operators[level]
  if (!here) return parseUnary(cursor)
  let left = parseBinary(cursor, level + 1)
  for (;;) {
    const { kind, text, line } = cursor.peek()
    if (kind !== 'punctuation' || !here.includes(text)) return left
    cursor.next()
    left = { kind: 'binary', operator: text, left, right: parseBinary(cursor, level + 1), line }
  }
}

const parseUnary = (cursor: Cursor): Expression => {
  const { line } = cursor.peek()
  if (cursor.accept('!')) return { kind: 'not', of: parseUnary(cursor), line }
  if (cursor.accept('-')) return { kind: 'minus', of: parseUnary(cursor), line }
  return parseAccess(cursor)
}

const parseAccess = (cursor: Cursor): Expression => {
  let of = parsePrimary(cursor)
  for (;;) {
    const { line } = cursor.peek()
    if (cursor.accept('!')) {
      of = { kind: 'notNull', of, line }
    } else if (cursor.accept('.') || cursor.accept('.?')) {
      const name = cursor.expectWord().text
      of =
        cursor.peek().text === '('
          ? { kind: 'call', of, name, args: parseArguments(cursor), line }
          : { kind: 'member', of, name, line }
    } else if (cursor.accept('[')) {
      const index = parseExpression(cursor)
      cursor.expect(']')
      of = { kind: 'index', of, index, line }
    } else {
      return of
    }
  }
}

const parsePrimary = (cursor: Cursor): Expression => {
  const token = cursor.peek()
  const { line } = token
  if (token.kind === 'string') return toStringExpression(cursor.expectString())
  if (token.kind === 'number') return { kind: 'number', value: Number(cursor.next().text), line }
  if (token.kind === 'word') return parseWord(cursor)
  if (token.text === '{') return parseObject(cursor)
  if (token.text === '[') return parseArrayOrLoop(cursor)
  if (cursor.accept('(')) {
    const inner = parseExpression(cursor)
    cursor.expect(')')
    return inner
  }
  throw syntaxError(line, `Expected a value, found "${token.text.trim() || 'the end of the line'}".`)
}

const parseWord = (cursor: Cursor): Expression => {
  const { text, line } = cursor.expectWord()
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true', line }
  if (text === 'null') return { kind: 'null', line }
  if (cursor.peek().text === '(') return { kind: 'call', name: text, args: parseArguments(cursor), line }
  if (!cursor.accept('=>')) return { kind: 'name', name: text, line }
  return { kind: 'lambda', params: [text], body: parseExpression(cursor), line }
}

/** The arguments of a call, from its opening bracket to its closing one. */
export function parseArguments(cursor: Cursor): Expression[] {
  cursor.expect('(')
  return parseList(cursor, ')', () => parseExpression(cursor))
}

/** Items up to the closing mark, parted by commas or new lines. */
const parseList = <Item>(cursor: Cursor, closing: string, parseItem: () => Item): Item[] => {
  const items: Item[] = []
  cursor.skipNewlines()
  while (!cursor.accept(closing)) {
    items.push(parseItem())
    const { kind, text, line } = cursor.peek()
    if (kind !== 'newline' && text !== ',' && text !== closing)
      throw syntaxError(line, `Expected a comma, a new line or "${closing}", found "${text}".`)
    cursor.accept(',')
    cursor.skipNewlines()
  }
  return items
}

const parseObject = (cursor: Cursor): Expression => {
  const { line } = cursor.expect('{')
  return { kind: 'object', properties: parseList(cursor, '}', () => parseProperty(cursor)), line }
}

const parseProperty = (cursor: Cursor): Property => {
  const token = cursor.peek()
  const computed = token.kind === 'string' ? toStringExpression(cursor.expectString()) : undefined
  const key = computed ? (token.kind === 'string' ? token.text.slice(1, -1) : '') : cursor.expectWord().text
  cursor.expect(':')
  const value = parseExpression(cursor)
  const isPlain = computed?.parts.every((part) => typeof part === 'string') ?? true
  return { key, ...(computed && !isPlain && { computedKey: computed }), value, line: token.line }
}

const parseArrayOrLoop = (cursor: Cursor): Expression => {
  const { line } = cursor.expect('[')
  if (cursor.peek().text !== 'for')
    return { kind: 'array', items: parseList(cursor, ']', () => parseExpression(cursor)), line }
  cursor.next()
  const names = parseLoopNames(cursor)
  cursor.expect('in')
  const over = parseExpression(cursor)
  cursor.expect(':')
  const condition = cursor.accept('if') ? parseExpression(cursor) : undefined
  const body = parseExpression(cursor)
  cursor.expect(']')
  return { kind: 'for', ...names, over, ...(condition && { condition }), body, line }
}

const parseLoopNames = (cursor: Cursor): { item: string; index?: string } => {
  if (!cursor.accept('(')) return { item: cursor.expectWord().text }
  const item = cursor.expectWord().text
  cursor.expect(',')
  const index = cursor.expectWord().text
  cursor.expect(')')
  return { item, index }
}

const toStringExpression = (token: Token & { kind: 'string' }): StringExpression => ({
  kind: 'string',
  parts: token.parts.map((part) => (typeof part === 'string' ? part : parseWhole(part))),
  line: token.line,
})

const parseWhole = (tokens: readonly Token[]): Expression => {
  const cursor = openCursor(tokens)
  const expression = parseExpression(cursor)
  const { kind, line, text } = cursor.peek()
  if (kind !== 'end') throw syntaxError(line, `Expected "}" after an interpolated value, found "${text}".`)
  return expression
}
