/** The bound of the queue towards a page, as each runtime lets it be read. */

import { WSContext } from 'hono/ws'
import { describe, expect, test } from 'vitest'
import { pageSocket } from '../../../../server/relay/page-socket.ts'

const MIB = 1024 * 1024

const open = (raw: object) => {
  const sent: number[] = []
  const context = new WSContext<unknown>({
    raw,
    readyState: 1,
    send: (data) => sent.push(typeof data === 'string' ? data.length : data.byteLength),
    close: () => {},
  })
  return { page: pageSocket(context), sent }
}

describe('pageSocket', () => {
  test.each([
    ['the property of the standard', { bufferedAmount: 8 * MIB - 10 }],
    ['a method', { getBufferedAmount: () => 8 * MIB - 10 }],
  ])('sends until 8 MiB wait, read by %s', (_name, raw) => {
    const { page, sent } = open(raw)
    expect(page.send(new Uint8Array(10))).toBe(true)
    expect(page.send(new Uint8Array(11))).toBe(false)
    expect(page.send('0123456789')).toBe(true)
    expect(sent).toEqual([10, 10])
  })
})
