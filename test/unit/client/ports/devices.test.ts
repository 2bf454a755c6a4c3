/** A change of the devices is told at once, and again when it has settled. */

import { afterEach, expect, test, vi } from 'vitest'
import { listenToDevices } from '../../../../client/ports/devices.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('devices are told of at once and after a second, a permission once', async () => {
  vi.useFakeTimers()
  const mediaDevices = new EventTarget()
  const permission = new EventTarget()
  vi.stubGlobal('navigator', { mediaDevices, permissions: { query: async () => permission } })
  const told: string[] = []
  listenToDevices(({ type }) => told.push(type))
  await vi.advanceTimersByTimeAsync(0)

  mediaDevices.dispatchEvent(new Event('devicechange'))
  expect(told).toEqual(['devices.changed'])
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual(['devices.changed', 'devices.changed'])

  permission.dispatchEvent(new Event('change'))
  vi.advanceTimersByTime(10_000)
  expect(told).toHaveLength(3)
  expect(vi.getTimerCount()).toBe(0)
})
