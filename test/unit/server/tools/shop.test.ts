/** The tools of the help desk, as a model calls them. */

import { describe, expect, test } from 'vitest'
import findProduct from '../../../../tools/find-product.ts'
import orderStatus from '../../../../tools/order-status.ts'

const ask = (words: string) => findProduct.run({ words })
const status = (number: string) => orderStatus.run({ order_number: number })

describe('get_order_status', () => {
  test.each(['1042', '10 42', '1-0-4-2', 'order 1042.'])('finds the order that was said as %s', (number) => {
    expect(status(number)).toBe(
      'Order 1042: one gravel bike, size M. Status: on its way. Arrival: the day after tomorrow.',
    )
  })

  test('knows that an order can have no date yet', () => {
    expect(status('1050')).toContain('Arrival: no date yet.')
  })

  test.each([
    ['9999', 'There is no order 9999. Ask the user to check its four digits.'],
    ['forty-two', 'There is no order forty-two. Ask the user to check its four digits.'],
  ])('tells the model what to do about %s', (number, sentence) => {
    expect(() => status(number)).toThrow(sentence)
  })
})

describe('find_product', () => {
  test('finds by any word, in the plural too', () => {
    expect(ask('Gravel bikes')).toBe('gravel bike: 1290.00 euros, 4 in stock; city bike: 690.00 euros, 0 in stock')
  })

  test('says when there is nothing of the kind', () => {
    expect(ask('surfboard')).toBe('Nothing in the shop is called "surfboard".')
  })
})
