import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardLength } from '../../../shared/heard.ts'

const text = 'Once upon a time, there was a clock.'
const heard = (playedMs: number, audioMs: number, words: Parameters<typeof heardLength>[1]['words'] = []) =>
  text.slice(0, heardLength(text, { playedMs, audioMs, words }))

describe('heardLength', () => {
  test('nothing played is nothing heard, everything played is everything heard', () => {
    expect(heard(0, 1000)).toBe('')
    expect(heard(1000, 1000)).toBe(text)
    expect(heard(1200, 1000)).toBe(text)
  })

  test('nothing played of nothing is nothing heard', () => {
    expect(heard(0, 0)).toBe('')
  })

  test('without word times the text is divided in proportion, down to the end of a word', () => {
    expect(heard(500, 1000)).toBe('Once upon a time,')
    expect(heard(460, 1000)).toBe('Once upon a time,')
    expect(heard(430, 1000)).toBe('Once upon a')
    expect(heard(100, 1000)).toBe('')
  })

  const words = [
    { startMs: 0, durationMs: 200, text: 'Once' },
    { startMs: 200, durationMs: 200, text: 'upon' },
    { startMs: 400, durationMs: 100, text: 'a' },
    { startMs: 500, durationMs: 300, text: 'time' },
    { startMs: 900, durationMs: 100, text: 'there' },
  ]
  test('word times decide where there are any: a word counts once it was played to its end', () => {
    expect(heard(799, 2000, words)).toBe('Once upon a')
    expect(heard(800, 2000, words)).toBe('Once upon a time,')
    expect(heard(150, 2000, words)).toBe('')
  })

  test('a word whose time is known but whose text is not found takes nothing with it', () => {
    expect(heard(450, 2000, [{ startMs: 0, durationMs: 200, text: 'Twice' }, ...words.slice(1)])).toBe('Once upon')
  })

  test('repeated words are found in their order', () => {
    const repeated = 'no no no no'
    const times = [0, 1, 2, 3].map((index) => ({ startMs: index * 100, durationMs: 100, text: 'no' }))
    expect(heardLength(repeated, { playedMs: 250, audioMs: 400, words: times })).toBe('no no'.length)
  })

  test('scripts without spaces are divided between words too', () => {
    const japanese = '昔々あるところにおじいさんがいました。'
    const length = heardLength(japanese, { playedMs: 500, audioMs: 1000, words: [] })
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(japanese.length / 2)
  })

  test('never leaves the text, and never shrinks while playing goes on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(2000), fc.nat(2000), fc.nat(2000), (any, a, b, audioMs) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)]
        const first = heardLength(any, { playedMs: early, audioMs, words: [] })
        const second = heardLength(any, { playedMs: late, audioMs, words: [] })
        expect(first).toBeGreaterThanOrEqual(0)
        expect(first).toBeLessThanOrEqual(second)
        expect(second).toBeLessThanOrEqual(any.length)
      }),
    )
  })
})
