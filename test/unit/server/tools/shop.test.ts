/** The tools of the help desk, as a model calls them. */

import { describe, expect, test } from 'vitest'
import { findProduct } from '../../../../server/tools/find-product.ts'
import { orderStatus } from '../../../../server/tools/order-status.ts'

const { signal } = new AbortController()
const ask = (words: string) => findProduct.run(JSON.stringify({ words }), signal)
const status = (number: string) => orderStatus.run(JSON.stringify({ order_number: number }), signal)

describe('get_order_status', () => {
  test.each(['1042', '10 42', '1-0-4-2', 'order 1042.'])('finds the order that was said as %s', async (number) => {
    expect(await status(number)).toBe(
      'Order 1042: one gravel bike, size M. Status: on its way. Arrival: the day after tomorrow.',
    )
  })

  test('knows that an order can have no date yet', async () => {
    expect(await status('1050')).toContain('Arrival: no date yet.')
  })

  test.each([
    ['9999', 'There is no order 9999. Ask the talker to check its four digits.'],
    ['forty-two', 'There is no order forty-two. Ask the talker to check its four digits.'],
  ])('tells the model what to do about %s', async (number, sentence) => {
    await expect(status(number)).rejects.toThrow(sentence)
  })
})

describe('find_product', () => {
  test('finds by any word, in the plural too', async () => {
    expect(await ask('Gravel bikes')).toBe(
      'gravel bike: 1290.00 euros, 4 in stock; city bike: 690.00 euros, 0 in stock',
    )
  })

  test('says when there is nothing of the kind', async () => {
    expect(await ask('surfboard')).toBe('Nothing in the shop is called "surfboard".')
  })
})
