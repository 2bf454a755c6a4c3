/** The help desk's tool for goods: what there is, what it costs, how much is left. */

import shop from './lib/shop.json' with { type: 'json' }

export default {
  name: 'find_product',
  description: 'Finds products of the shop by words of their name, with price in euros and number in stock.',
  parameters: {
    type: 'object',
    properties: { words: { type: 'string', minLength: 1, description: 'For example: gravel bike' } },
    required: ['words'],
    additionalProperties: false,
  },
  run: ({ words }: { words: string }) => {
    const wanted = words.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
    const found = shop.products.filter(({ name }) => wanted.some((word) => name.includes(stem(word))))
    if (found.length === 0) return `Nothing in the shop is called "${words}".`
    return found.map(({ name, price, stock }) => `${name}: ${price.toFixed(2)} euros, ${stock} in stock`).join('; ')
  },
}

/** Enough English to find the singular of "bikes" and "tubes". */
const stem = (word: string): string => (word.length > 3 ? word.replace(/s$/, '') : word)
