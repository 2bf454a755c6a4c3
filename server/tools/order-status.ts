/** The help desk's tool for orders, on the shop's little book; a real shop would ask its own system here. */

import * as z from 'zod'
import shop from './shop.json' with { type: 'json' }
import { defineTool } from './tool.ts'

export const orderStatus = defineTool({
  name: 'get_order_status',
  description: 'Tells where an order is and when it arrives. Needs the order number.',
  input: z.strictObject({ order_number: z.string().describe('Four digits, for example 1042') }),
  run: ({ order_number: spoken }) => {
    // Numbers are heard in many ways: "10 42", "1-0-4-2", "order 1042".
    const number = spoken.replaceAll(/\D/g, '')
    const order = shop.orders.find((candidate) => candidate.number === number)
    if (!order) throw new Error(`There is no order ${number || spoken}. Ask the talker to check its four digits.`)
    const arrival = order.arrives === null ? 'no date yet' : order.arrives
    return `Order ${number}: ${order.goods}. Status: ${order.status}. Arrival: ${arrival}.`
  },
})
