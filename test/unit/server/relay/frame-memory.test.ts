/** The memory of answer frames: used again once the page has them, and never while it may still be on its way. */

import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameMemory, FREE_MAX_BYTES } from '../../../../server/relay/frame-memory.ts'

describe('the memory of answer frames', () => {
  test('what the page has is used for the next frame of its size, and for a smaller one', () => {
    const memory = createFrameMemory()
    const first = memory.take(9608)
    memory.give(['a text', first])
    const second = memory.take(9000)
    expect([second.buffer === first.buffer, second.byteLength, second.byteOffset]).toEqual([true, 9000, 0])
  })

  test('a frame that is larger, or far smaller, gets memory of its own', () => {
    const memory = createFrameMemory()
    const given = memory.take(9608)
    memory.give([given])
    expect(memory.take(20_000).buffer).not.toBe(given.buffer)
    expect(memory.take(100).buffer).not.toBe(given.buffer)
  })

  test('two calls share none', () => {
    const [one, other] = [createFrameMemory(), createFrameMemory()]
    const frame = one.take(9608)
    one.give([frame])
    expect(other.take(9608).buffer).not.toBe(frame.buffer)
  })

  test('no frame is written over before it is given back, and what is kept free is bounded', () => {
    const step = fc.oneof(fc.record({ take: fc.integer({ min: 8, max: 100_000 }) }), fc.record({ give: fc.nat(40) }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const memory = createFrameMemory()
        const out: { frame: Buffer<ArrayBuffer>; sign: number }[] = []
        for (const [index, one] of steps.entries()) {
          if ('take' in one) {
            const frame = memory.take(one.take)
            expect(frame.byteLength).toBe(one.take)
            out.push({ frame: frame.fill(index & 255), sign: index & 255 })
          } else {
            memory.give(out.splice(0, one.give).map(({ frame }) => frame))
          }
          for (const { frame, sign } of out) expect(frame.equals(Buffer.alloc(frame.byteLength, sign))).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
    const memory = createFrameMemory()
    const frames = Array.from({ length: 200 }, () => memory.take(9608))
    memory.give(frames)
    const again = new Set(Array.from({ length: 200 }, () => memory.take(9608).buffer))
    const reused = frames.filter(({ buffer }) => again.has(buffer))
    expect(reused.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBeLessThanOrEqual(FREE_MAX_BYTES)
    expect(reused.length).toBeGreaterThan(32)
  })
})
