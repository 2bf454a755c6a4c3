/** The help desk's tool for goods: what there is, what it costs, how much is left. */

import * as z from 'zod'
import shop from './shop.json' with { type: 'json' }
import { defineTool } from './tool.ts'

export const findProduct = defineTool({
  name: 'find_product',
  description: 'Finds products of the shop by words of their name, with price in euros and number in stock.',
  input: z.strictObject({ words: z.string().min(1).describe('For example: gravel bike') }),
  run: ({ words }) => {
    const wanted = words.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
    const found = shop.products.filter(({ name }) => wanted.some((word) => name.includes(stem(word))))
    if (found.length === 0) return `Nothing in the shop is called "${words}".`
    return found.map(({ name, price, stock }) => `${name}: ${price.toFixed(2)} euros, ${stock} in stock`).join('; ')
  },
})

/** Enough English to find the singular of "bikes" and "tubes". */
const stem = (word: string): string => (word.length > 3 ? word.replace(/s$/, '') : word)
