import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { authorityOf, isAnswering, placeToOpen } from '../../../server/place.ts'

test.each([
  ['127.0.0.1', false, 'localhost:8080'],
  ['127.0.0.1', true, '127.0.0.1:8080'],
  ['0.0.0.0', false, 'localhost:8080'],
  ['0.0.0.0', true, '127.0.0.1:8080'],
  ['::', true, 'localhost:8080'],
  ['::1', true, '[::1]:8080'],
  ['localhost', true, 'localhost:8080'],
  ['192.0.2.7', true, '192.0.2.7:8080'],
])('of a server on %s, while another program on ::1 is %s, %s is to be opened', async (host, isOther, place) => {
  expect(await placeToOpen(host, 8080, async () => isOther)).toBe(place)
})

test.each([
  ['127.0.0.1', '127.0.0.1:8080'],
  ['::1', '[::1]:8080'],
  ['fe80::1', '[fe80::1]:8080'],
  ['::', '127.0.0.1:8080'],
  ['0.0.0.0', '127.0.0.1:8080'],
])('a server on %s is reached at %s, by the health check too', async (host, authority) => {
  expect(authorityOf(host, 8080)).toBe(authority)
  expect(URL.canParse(`http://${authorityOf(host, 8080)}/health`)).toBe(true)
})

test('a program that listens is told from a port where none does', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  expect(await isAnswering('127.0.0.1', port)).toBe(true)
  server.close()
  await once(server, 'close')
  expect(await isAnswering('127.0.0.1', port)).toBe(false)
})
