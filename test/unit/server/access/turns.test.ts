/** Who waits for a check: few run at once, one address in a row, and no one waits without bound. */

import { expect, test } from 'vitest'
import { createTurns } from '../../../../server/access/turns.ts'
import { deferred } from '../../../contract/deferred.ts'

const later = () => new Promise((resolve) => setImmediate(resolve))

function rig(limits = { atOnce: 2, waitingOfOne: 3, waiting: 5 }) {
  const turns = createTurns(limits)
  const open: { address: string; end: () => void }[] = []
  const enter = (address: string) =>
    turns(address, async () => {
      const { promise, resolve } = deferred<void>()
      open.push({ address, end: () => resolve() })
      await promise
      return address
    })
  return { enter, running: () => open.map(({ address }) => address), end: () => open.shift()?.end() }
}

test('runs so many at once, and of one address one after the other', async () => {
  const { enter, running, end } = rig()
  for (const address of ['a', 'a', 'b', 'c']) enter(address)
  await later()
  expect(running()).toEqual(['a', 'b'])
  end()
  await later()
  // The first that waits, whose address has none running.
  expect(running()).toEqual(['b', 'a'])
  end()
  await later()
  expect(running()).toEqual(['a', 'c'])
})

test('turns away what is more than may wait, of one address and of all', async () => {
  const { enter } = rig()
  expect(['a', 'a', 'a', 'a'].map((address) => enter(address) !== undefined)).toEqual([true, true, true, true])
  expect(enter('a')).toBeUndefined()
  expect(['b', 'b', 'b'].map((address) => enter(address) !== undefined)).toEqual([true, true, true])
  expect(enter('c')).toBeUndefined()
})

test('a check that fails makes room for the next', async () => {
  const turns = createTurns({ atOnce: 1, waitingOfOne: 1, waiting: 1 })
  const broken = turns('a', () => Promise.reject(new Error('broken')))
  const next = turns('b', async () => 'next')
  await expect(broken).rejects.toThrow('broken')
  expect(await next).toBe('next')
})
