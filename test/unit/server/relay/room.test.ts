/** Who finds room, and whose limit it is when no one does. */

import { expect, test } from 'vitest'
import { lackOfRoom, type Place } from '../../../../server/relay/room.ts'

const places = (address: string, here: number, held = 0): Place[] => [
  ...Array.from({ length: here }, () => ({ address, isHeld: false })),
  ...Array.from({ length: held }, () => ({ address, isHeld: true })),
]
const room = { maxSessions: 120, maxSessionsPerAddress: 30 }

test.each<[string, readonly Place[], 'busy' | 'busy_network' | undefined]>([
  ['an empty server', [], undefined],
  ['a class of 25, four in another network', [...places('school', 24), ...places('home', 4)], undefined],
  ['the last place of the network', places('school', 29), undefined],
  ['a full network', places('school', 30), 'busy_network'],
  ['a full network elsewhere', places('other', 30), undefined],
  ['a full server', [...places('a', 30), ...places('b', 30), ...places('c', 30), ...places('d', 30)], 'busy'],
  ['a server and a network that are full', [...places('school', 30), ...places('x', 90)], 'busy'],
  ['a class that reloads its pages at once', places('school', 0, 30), undefined],
  ['the last of that class', places('school', 29, 30), undefined],
  ['somebody who drops connections to get more', places('school', 29, 31), 'busy_network'],
  ['held calls, which have their places in the server', places('school', 0, 120), 'busy'],
])('%s', (_name, taken, expected) => {
  expect(lackOfRoom('school', taken, room)).toBe(expected)
})
