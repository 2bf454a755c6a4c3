/** Arithmetic: right results, clear refusals, and no way to run code. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calculateValue } from '../../../../tools/lib/arithmetic.ts'

describe('calculateValue', () => {
  test.each([
    ['6 * 7', 42],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['10 - 4 - 3', 3],
    ['100 / 10 / 2', 5],
    ['-3 - -2', -1],
    ['2 * -(1 + .5)', -3],
    ['1. + 2', 3],
    ['12 × 3 ÷ 4 − 1', 8],
    ['((((1))))', 1],
  ])('%s is %d', (expression, value) => {
    expect(calculateValue(expression)).toBe(value)
  })

  test.each([
    ['', 'The expression ends too early.'],
    ['1 +', 'The expression ends too early.'],
    ['(1', 'The expression ends too early.'],
    ['1 2', 'Unexpected "2" at position 3.'],
    ['1)', 'Unexpected ")" at position 2.'],
    ['1..2', 'Unexpected "." at position 3.'],
    ['process.exit(1)', 'Unexpected "p" at position 1.'],
    ['1 / 0', 'Division by zero has no result.'],
    [`${'9'.repeat(150)} * ${'9'.repeat(40)}`, undefined],
    [`1${'0'.repeat(199)}`, undefined],
    [`1${'0'.repeat(200)}`, 'The expression is longer than 200 characters.'],
    ['('.repeat(99), 'The expression is nested deeper than 30 levels.'],
    ['-'.repeat(99), 'The expression is nested deeper than 30 levels.'],
  ])('judges %s', (expression, sentence) => {
    if (sentence === undefined) expect(Number.isFinite(calculateValue(expression))).toBe(true)
    else expect(() => calculateValue(expression)).toThrow(sentence)
  })

  test('agrees with the language on any sum of products', () => {
    const number = fc.integer({ min: 0, max: 999 }).map(String)
    const expression = fc
      .array(fc.tuple(fc.constantFrom('+', '-', '*'), number), { maxLength: 12 })
      .chain((rest) => number.map((first) => first + rest.map(([sign, value]) => ` ${sign} ${value}`).join('')))
    fc.assert(
      fc.property(expression, (text) => {
        expect(calculateValue(text)).toBe(Function(`return ${text}`)())
      }),
    )
  })

  test('ends on any text with a number or a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.+-*/() x'), maxLength: 60 }), (text) => {
        try {
          expect(Number.isFinite(calculateValue(text))).toBe(true)
        } catch (error) {
          expect((error as Error).message).toMatch(/^[A-Z].*\.$/)
        }
      }),
    )
  })
})
