/** The sums that the agent does itself when no tool is offered. */

const SYMBOLS: Readonly<Record<string, string>> = { plus: '+', minus: '-', times: '*', 'divided by': '/' }
const WORDS: Readonly<Record<string, string>> = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' }

/** A number as it is said: at most three decimals. */
export const sayNumber = (value: number): string => String(Math.round(value * 1000) / 1000)

/** `7`, `times`, `6` as the expression that the tool `calculate` takes: `7 * 6`. */
export const expressionOf = (left: number, operator: string, right: number): string =>
  `${left} ${SYMBOLS[operator] ?? '+'} ${right}`

/** `7 * 6` as it is said: `7 times 6`. */
export const sayExpression = (expression: string): string =>
  expression.replaceAll(/ ([-+*/]) /g, (_, symbol: string) => ` ${WORDS[symbol] ?? symbol} `)

/** The value of a sum of two numbers, or undefined for a division by zero. */
export function calculate(left: number, operator: string, right: number): number | undefined {
  if (operator === 'plus') return left + right
  if (operator === 'minus') return left - right
  if (operator === 'times') return left * right
  return right === 0 ? undefined : left / right
}
