/** The tool for sums, because models are bad at them. */

import * as z from 'zod'
import { calculateValue } from './arithmetic.ts'
import { defineTool } from './tool.ts'

/** Twelve digits hide the noise of binary fractions (0.1 + 0.2) and say more than anyone wants to hear. */
const DIGITS = 12

export const calculate = defineTool({
  name: 'calculate',
  description: 'Works out an arithmetic expression exactly. Use it for every calculation.',
  input: z.strictObject({
    expression: z.string().min(1).describe('Decimals, + - * / and parentheses, for example (12.5 + 7) * 3'),
  }),
  run: ({ expression }) => String(Number(calculateValue(expression).toPrecision(DIGITS))),
})
