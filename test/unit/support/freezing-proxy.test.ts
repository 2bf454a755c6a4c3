/** The freezing proxy does to a connection what it says: what waits is whole and in order, and no one is told of what is frozen. */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Direction, type FreezingProxy, startFreezingProxy } from '../../support/freezing-proxy.ts'

type End = Readonly<{
  socket: Socket
  said: () => string
  until: (text: string) => Promise<void>
  ended: Promise<string>
}>

function endOf(socket: Socket): End {
  let said = ''
  const ended = new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'))
    socket.once('error', () => resolve('reset'))
  })
  socket.on('data', (chunk) => {
    said += chunk
  })
  const until = async (text: string) => {
    while (!said.includes(text)) await once(socket, 'data')
  }
  return { socket, said: () => said, until, ended }
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

async function wired(): Promise<Readonly<{ proxy: FreezingProxy; up: End; down: End }>> {
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const proxy = await startFreezingProxy(typeof address === 'object' && address ? address.port : 0)
  cleanups.push(() => new Promise((resolve) => server.close(resolve)), proxy.stop)
  const taken = once(server, 'connection')
  const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true })
  const [far]: Socket[] = await taken
  if (!far) throw new Error('Nobody connected.')
  cleanups.push(
    () => client.destroy(),
    () => far.destroy(),
  )
  // `up` is where that direction arrives, `down` likewise.
  return { proxy, up: endOf(far), down: endOf(client) }
}

const other = { up: 'down', down: 'up' } as const satisfies Record<Direction, Direction>

test.each(['up', 'down'] as const)(
  'a frozen direction (%s) holds what is said until it thaws; the other goes on',
  async (direction) => {
    const { proxy, ...ends } = await wired()
    const [frozen, free] = [ends[direction], ends[other[direction]]]
    free.socket.write('before ')
    await frozen.until('before')
    proxy.freeze(direction)
    free.socket.write('meanwhile ')
    frozen.socket.write('free')
    await free.until('free')
    free.socket.end('last')
    frozen.socket.write(' again')
    await free.until('again')
    expect(frozen.said()).toBe('before ')
    proxy.thaw(direction)
    expect(await frozen.ended).toBe('end')
    expect(frozen.said()).toBe('before meanwhile last')
  },
)

test('a connection that is made in the frost is taken, and served after the thaw', async () => {
  const { proxy, down } = await wired()
  proxy.freeze()
  const late = connect(proxy.port, '127.0.0.1')
  cleanups.push(() => late.destroy())
  await once(late, 'connect')
  down.socket.write('x')
  expect(proxy.taken()).toBe(2)
  proxy.thaw()
  expect(proxy.open()).toBe(2)
})

const ends = [
  ['cut', (proxy: FreezingProxy) => proxy.cut(), 'end'],
  ['reset', (proxy: FreezingProxy) => proxy.reset(), 'reset'],
  ['halfClose up', (proxy: FreezingProxy) => proxy.halfClose('up'), 'end'],
] as const
test.each(ends)('%s is met by the other side as what it is', async (_name, act, expected) => {
  const { proxy, up, down } = await wired()
  down.socket.write('hello')
  await up.until('hello')
  act(proxy)
  expect(await up.ended).toBe(expected)
})

test('the other direction of a connection that is closed halfway still talks', async () => {
  const { proxy, up, down } = await wired()
  proxy.halfClose('up')
  await up.ended
  up.socket.write('still here')
  await down.until('still here')
})

test('so many bytes pass, and then the connection is reset', async () => {
  const { proxy, up, down } = await wired()
  proxy.resetAfter('up', 7)
  down.socket.write('1234')
  await up.until('1234')
  down.socket.write('5678')
  expect(await up.ended).toBe('reset')
  expect('1234567'.startsWith(up.said())).toBe(true)
})

test('a proxy that admits nobody resets whoever comes', async () => {
  const { proxy } = await wired()
  proxy.admit(false)
  const refused = endOf(connect(proxy.port, '127.0.0.1'))
  expect(await refused.ended).toBe('reset')
  expect(proxy.taken()).toBe(1)
})
