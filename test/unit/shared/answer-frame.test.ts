/** The binary frame of an answer: there and back, and every way to be wrong. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ANSWER_FRAME_HEADER_BYTES,
  ANSWER_FRAME_MAX_BYTES,
  decodeAnswerFrame,
  writeAnswerHeader,
} from '../../../shared/answer-frame.ts'

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

function frame(answer: number, offsetSamples: number, samples: readonly number[]): ArrayBuffer {
  const buffer = new ArrayBuffer(ANSWER_FRAME_HEADER_BYTES + samples.length * 2)
  writeAnswerHeader(new Uint8Array(buffer), answer, offsetSamples)
  new Int16Array(buffer, ANSWER_FRAME_HEADER_BYTES).set(samples)
  return buffer
}

describe('decodeAnswerFrame', () => {
  test('gives back what writeAnswerHeader and the samples say', () => {
    const int16s = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), uint32, int16s, (answer, offsetSamples, samples) => {
        expect(decodeAnswerFrame(frame(answer, offsetSamples, samples))).toEqual({
          answer,
          offsetSamples,
          pcm: Int16Array.from(samples),
        })
      }),
    )
  })

  test('reads the samples where they lie, without a copy', () => {
    const buffer = frame(1, 0, [7])
    const decoded = decodeAnswerFrame(buffer)
    expect('pcm' in decoded && decoded.pcm.buffer).toBe(buffer)
  })

  test.each([
    ['empty', new ArrayBuffer(0), 'holds no samples'],
    ['shorter than its header', new ArrayBuffer(7), 'holds no samples'],
    ['without samples', frame(1, 0, []), 'holds no samples'],
    ['ending in half a sample', frame(1, 0, [1, 2]).slice(0, 11), 'half a sample'],
    ['larger than any delta', new ArrayBuffer(ANSWER_FRAME_MAX_BYTES + 2), 'too large'],
    ['for answer 0', frame(0, 0, [1]), 'answers count from 1'],
  ])('refuses a frame %s', (_, data, sentence) => {
    expect(decodeAnswerFrame(data)).toEqual({ fault: expect.stringContaining(sentence) })
  })

  test('takes the largest frame', () => {
    const buffer = new ArrayBuffer(ANSWER_FRAME_MAX_BYTES)
    writeAnswerHeader(new Uint8Array(buffer), 1, 0)
    expect(decodeAnswerFrame(buffer)).toMatchObject({ answer: 1, offsetSamples: 0 })
  })

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        decodeAnswerFrame(bytes.slice().buffer)
      }),
    )
  })
})

test('writeAnswerHeader respects a frame that begins inside a larger buffer', () => {
  const bytes = new Uint8Array(20)
  writeAnswerHeader(bytes.subarray(4), 0x01020304, 0x0a0b0c0d)
  expect([...bytes]).toEqual([0, 0, 0, 0, 4, 3, 2, 1, 0x0d, 0x0c, 0x0b, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0])
})
