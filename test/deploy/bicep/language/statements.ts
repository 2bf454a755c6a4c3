/** Parses a Bicep file into its statements. */

import { type Cursor, openCursor } from './cursor.ts'
import { parseArguments, parseExpression } from './expressions.ts'
import { type CallExpression, type Expression, literalText, type Statement } from './syntax.ts'
import { syntaxError, tokenize } from './tokens.ts'

type Head = Readonly<{ decorators: readonly CallExpression[]; line: number }>

/** The statements of a file, in order. Throws syntaxError. */
export function parseBicep(text: string): Statement[] {
  const cursor = openCursor(tokenize(text))
  const statements: Statement[] = []
  cursor.skipNewlines()
  while (cursor.peek().kind !== 'end') {
    statements.push(parseStatement(cursor))
    const { kind, line, text: found } = cursor.peek()
    if (kind !== 'newline' && kind !== 'end') throw syntaxError(line, `Expected a new line, found "${found}".`)
    cursor.skipNewlines()
  }
  return statements
}

const parseStatement = (cursor: Cursor): Statement => {
  const decorators = parseDecorators(cursor)
  const keyword = cursor.expectWord()
  const head = { decorators, line: keyword.line }
  switch (keyword.text) {
    case 'targetScope':
      cursor.expect('=')
      return { kind: 'targetScope', scope: expectText(cursor), line: head.line }
    case 'param':
      return parseParam(cursor, head)
    case 'var':
      return { kind: 'var', ...head, name: parseNameAndEquals(cursor), value: parseExpression(cursor) }
    case 'output': {
      const name = cursor.expectWord().text
      const type = parseType(cursor)
      cursor.expect('=')
      return { kind: 'output', ...head, name, type, value: parseExpression(cursor) }
    }
    case 'resource':
      return parseResource(cursor, head)
    case 'module': {
      const name = cursor.expectWord().text
      const path = expectText(cursor)
      cursor.expect('=')
      return { kind: 'module', ...head, name, path, ...parseBody(cursor) }
    }
    default:
      throw syntaxError(keyword.line, `"${keyword.text}" starts no statement that is used here.`)
  }
}

const parseDecorators = (cursor: Cursor): CallExpression[] => {
  const decorators: CallExpression[] = []
  while (cursor.accept('@')) {
    const { text, line } = cursor.expectWord()
    decorators.push({ kind: 'call', name: text, args: parseArguments(cursor), line })
    cursor.skipNewlines()
  }
  return decorators
}

const parseNameAndEquals = (cursor: Cursor): string => {
  const name = cursor.expectWord().text
  cursor.expect('=')
  return name
}

const parseParam = (cursor: Cursor, head: Head): Statement => {
  const name = cursor.expectWord().text
  const type = parseType(cursor)
  return { kind: 'param', ...head, name, type, ...(cursor.accept('=') && { standard: parseExpression(cursor) }) }
}

const parseType = (cursor: Cursor): string => {
  let type = cursor.expectWord().text
  while (cursor.accept('[')) {
    cursor.expect(']')
    type += '[]'
  }
  return type
}

const parseResource = (cursor: Cursor, head: Head): Statement => {
  const name = cursor.expectWord().text
  const { line } = cursor.peek()
  const [type, apiVersion, ...more] = expectText(cursor).split('@')
  if (!type || !apiVersion || more.length > 0) throw syntaxError(line, 'A resource type reads Provider/type@version.')
  const existing = cursor.accept('existing')
  cursor.expect('=')
  return { kind: 'resource', ...head, name, type, apiVersion, existing, ...parseBody(cursor) }
}

const parseBody = (cursor: Cursor): { condition?: Expression; body: Expression } => {
  const { line } = cursor.peek()
  const condition = cursor.accept('if') ? parseCondition(cursor) : undefined
  const body = parseExpression(cursor)
  const object = body.kind === 'for' ? body.body : body
  if (object.kind !== 'object') throw syntaxError(line, 'A resource or module has a body in { }.')
  return { ...(condition && { condition }), body }
}

const parseCondition = (cursor: Cursor): Expression => {
  cursor.expect('(')
  const condition = parseExpression(cursor)
  cursor.expect(')')
  return condition
}

const expectText = (cursor: Cursor): string => {
  const { line } = cursor.peek()
  const text = literalText(parseExpression(cursor))
  if (text === undefined) throw syntaxError(line, 'Expected a plain string.')
  return text
}
