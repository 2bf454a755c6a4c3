/** The tool for sums, because models are bad at them. */

import { calculateValue } from './lib/arithmetic.ts'

/** Twelve digits hide the noise of binary fractions (0.1 + 0.2) and say more than anyone wants to hear. */
const DIGITS = 12

export default {
  name: 'calculate',
  description: 'Works out an arithmetic expression exactly. Use it for every calculation.',
  parameters: {
    type: 'object',
    properties: {
      expression: {
        type: 'string',
        minLength: 1,
        description: 'Decimals, + - * / and parentheses, for example (12.5 + 7) * 3',
      },
    },
    required: ['expression'],
    additionalProperties: false,
  },
  run: ({ expression }: { expression: string }) => Number(calculateValue(expression).toPrecision(DIGITS)),
}
