/** What a next connection hears of what was said before it: all that found none, and the last of what went to the one before. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHeldFrames, HELD_MAX_BYTES, RECENT_MAX_BYTES } from '../../../../server/relay/held-frames.ts'

const frame = (byteLength: number, value: number) => new Uint8Array(byteLength).fill(value)
const bytes = (frames: readonly Uint8Array[]): number[] => frames.flatMap((one) => [...one])

describe('createHeldFrames', () => {
  test('hands out the newest of what was sent, then what was held, once', () => {
    const frames = createHeldFrames()
    frames.sent(frame(4, 1))
    frames.sent(frame(2, 2))
    frames.hold(frame(2, 3))
    expect(bytes(frames.release())).toEqual([1, 1, 1, 1, 2, 2, 3, 3])
    expect(frames.release()).toEqual([])
  })

  test('hands out nothing that was forgotten, and counts what no one heard', () => {
    const frames = createHeldFrames()
    frames.sent(frame(4, 1))
    frames.hold(frame(2, 3))
    frames.forget()
    expect([frames.release(), frames.dropped()]).toEqual([[], 1])
  })

  test('keeps 600 ms of what was sent, whatever the frames are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2400 }), { maxLength: 60 }), (lengths) => {
        const frames = createHeldFrames()
        const sent = lengths.map((length, index) => frame(length * 2, index))
        for (const one of sent) frames.sent(one)
        const [recent = new Uint8Array()] = frames.release()
        expect(Buffer.compare(recent, Buffer.concat(sent).subarray(-RECENT_MAX_BYTES))).toBe(0)
      }),
    )
  })

  test('holds five seconds, lets the oldest go, and counts them', () => {
    const frames = createHeldFrames()
    const most = HELD_MAX_BYTES / 1920
    for (let index = 0; index < most + 3; index++) frames.hold(frame(1920, index))
    expect(frames.dropped()).toBe(3)
    const released = frames.release()
    expect([released.length, released[0]?.[0]]).toEqual([most, 3])
  })
})
