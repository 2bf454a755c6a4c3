/** Works out an arithmetic expression by a small recursive descent, because `eval` on words from a model is out of the question. */

/** Longer expressions than people say aloud are refused; so is deeper nesting, which also bounds the recursion. */
const MAX_LENGTH = 200
const MAX_DEPTH = 30

/**
 * The value of an expression of decimals, `+ - * /`, parentheses and signs; `×`, `÷` and `−` count as well.
 * Throws a sentence that says what is wrong and where (positions from 1).
 */
export function calculateValue(expression: string): number {
  if (expression.length > MAX_LENGTH) throw new Error(`The expression is longer than ${MAX_LENGTH} characters.`)
  const text = expression.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-')
  let at = 0
  let depth = 0

  const peek = (): string => {
    while (text[at] === ' ') at += 1
    return text[at] ?? ''
  }
  const take = (symbols: string): string | undefined => {
    const symbol = peek()
    if (symbol === '' || !symbols.includes(symbol)) return undefined
    at += 1
    return symbol
  }
  const unexpected = (): Error =>
    new Error(peek() === '' ? 'The expression ends too early.' : `Unexpected "${peek()}" at position ${at + 1}.`)

  const sum = (): number => {
    let value = product()
    for (let sign = take('+-'); sign; sign = take('+-')) value = sign === '+' ? value + product() : value - product()
    return value
  }
  const product = (): number => {
    let value = factor()
    for (let sign = take('*/'); sign; sign = take('*/'))
      value = sign === '*' ? value * factor() : divide(value, factor())
    return value
  }
  const factor = (): number => {
    depth += 1
    if (depth > MAX_DEPTH) throw new Error(`The expression is nested deeper than ${MAX_DEPTH} levels.`)
    const value = signed()
    depth -= 1
    return value
  }
  const signed = (): number => {
    const sign = take('+-')
    if (sign) return sign === '-' ? -factor() : factor()
    if (!take('(')) return number()
    const value = sum()
    if (!take(')')) throw unexpected()
    return value
  }
  const number = (): number => {
    peek()
    const digits = /^(?:\d+\.?\d*|\.\d+)/.exec(text.slice(at))?.[0]
    if (digits === undefined) throw unexpected()
    at += digits.length
    return Number(digits)
  }

  const value = sum()
  if (peek() !== '') throw unexpected()
  if (!Number.isFinite(value)) throw new Error('The result is too large.')
  return value
}

function divide(dividend: number, divisor: number): number {
  if (divisor === 0) throw new Error('Division by zero has no result.')
  return dividend / divisor
}
