/** The help desk's tool for orders, on the shop's little book; a real shop would ask its own system here. */

import shop from './lib/shop.json' with { type: 'json' }

export default {
  name: 'get_order_status',
  description: 'Tells where an order is and when it arrives. Needs the order number.',
  parameters: {
    type: 'object',
    properties: { order_number: { type: 'string', description: 'Four digits, for example 1042' } },
    required: ['order_number'],
    additionalProperties: false,
  },
  run: ({ order_number: spoken }: { order_number: string }) => {
    // Numbers are heard in many ways: "10 42", "1-0-4-2", "order 1042".
    const number = spoken.replaceAll(/\D/g, '')
    const order = shop.orders.find((candidate) => candidate.number === number)
    if (!order) throw new Error(`There is no order ${number || spoken}. Ask the user to check its four digits.`)
    const arrival = order.arrives === null ? 'no date yet' : order.arrives
    return `Order ${number}: ${order.goods}. Status: ${order.status}. Arrival: ${arrival}.`
  },
}
