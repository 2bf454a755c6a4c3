/** A session has one microphone at a time, and leaves none open. */

import { expect, test } from 'vitest'
import type { Capture } from '../../../../client/audio/types.ts'
import { createMicrophone } from '../../../../client/ports/microphone.ts'

function rig() {
  const session = new AbortController()
  const inUse = new Set<Capture>()
  const told: string[] = []
  let give = () => {}
  const ask = () =>
    new Promise<Capture>((resolve) => {
      give = () => {
        const capture = { needsContext: false, setMuted: () => {}, stop: () => void inUse.delete(capture) }
        inUse.add(capture)
        resolve(capture)
      }
    })
  const microphone = createMicrophone(ask, ({ type }) => told.push(type), session.signal)
  const open = async (meanwhile = () => {}) => {
    const opened = microphone.open(40)
    meanwhile()
    give()
    await opened
  }
  return { session, inUse, told, microphone, open }
}

test('the one before stops when another is open', async () => {
  const { inUse, told, microphone, open } = rig()
  await open()
  const first = microphone.capture()
  await open()
  expect([...inUse]).toEqual([microphone.capture()])
  expect(microphone.capture()).not.toBe(first)
  expect(told).toEqual(['microphone.opened', 'microphone.opened'])
})

test.each([
  ['that is open', false],
  ['that is still opening', true],
])('one %s stops with its session', async (_, isOpening) => {
  const { session, inUse, open } = rig()
  await open(() => isOpening && session.abort())
  session.abort()
  expect(inUse.size).toBe(0)
})
