import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardLength, type Playback } from '../../../shared/heard.ts'
import type { WordTime } from '../../../shared/word-anchors.ts'

const text = 'Once upon a time, there was a clock.'
const heard = (
  playedMs: number,
  audioMs: number,
  words: readonly WordTime[] = [],
  extent: Playback['extent'] = 'whole',
) => text.slice(0, heardLength(text, { playedMs, audioMs, words, extent }))

/** Words spoken one after the other, each for as long. */
const spoken = (words: string, eachMs = 100): WordTime[] =>
  words.split(' ').map((word, index) => ({ startMs: index * eachMs, durationMs: eachMs, text: word }))

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

  test('nothing is made of audio that is still coming', () => {
    expect(heard(500, 1000, [], 'coming')).toBe('')
    expect(heard(1000, 1000, [], 'coming')).toBe('')
  })

  test('an answer that broke off was heard as far as somebody speaks in that time, and as its audio goes', () => {
    expect(heard(400, 400, [], 'broken')).toBe('Once')
    expect(heard(1200, 1200, [], 'broken')).toBe('Once upon a time,')
    expect(heard(1200, 4800, [], 'broken')).toBe('Once upon')
    expect(heard(60_000, 60_000, [], 'broken')).toBe(text)
  })

  test('what is written without spaces takes its time to be spoken', () => {
    const japanese = '昔々あるところにおじいさんがいました。'
    const length = heardLength(japanese, { playedMs: 1000, audioMs: 1000, words: [], extent: 'broken' })
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(6)
  })

  const words = [
    { startMs: 0, durationMs: 200, text: 'Once' },
    { startMs: 200, durationMs: 200, text: 'upon' },
    { startMs: 400, durationMs: 100, text: 'a' },
    { startMs: 500, durationMs: 300, text: 'time' },
    { startMs: 900, durationMs: 100, text: 'there' },
  ]
  test.each(['coming', 'whole', 'broken'] as const)(
    'word times decide where there are any, %s or not: a word counts once it was played to its end',
    (extent) => {
      expect(heard(799, 2000, words, extent)).toBe('Once upon a')
      expect(heard(800, 2000, words, extent)).toBe('Once upon a time,')
      expect(heard(150, 2000, words, extent)).toBe('')
    },
  )

  test('after the last word that has a time, the rest is divided in proportion, if it is known how much there is', () => {
    expect(heard(1500, 2000, words, 'coming')).toBe('Once upon a time, there')
    expect(heard(1500, 2000, words, 'whole')).toBe('Once upon a time, there was a')
    expect(heard(1500, 30_000, words, 'broken')).toBe('Once upon a time, there')
    expect(heard(1500, 1500, words, 'broken')).toBe('Once upon a time, there was a')
  })

  test('a word whose time is known but whose text is not found takes nothing with it', () => {
    expect(heard(450, 2000, [{ startMs: 0, durationMs: 200, text: 'Twice' }, ...words.slice(1)])).toBe('Once upon')
  })

  test('repeated words are found in their order', () => {
    const repeated = 'no no no no'
    const times = spoken(repeated)
    expect(heardLength(repeated, { playedMs: 250, audioMs: 400, words: times, extent: 'whole' })).toBe('no no'.length)
  })

  test('scripts without spaces are divided between words too', () => {
    const japanese = '昔々あるところにおじいさんがいました。'
    const length = heardLength(japanese, { playedMs: 500, audioMs: 1000, words: [], extent: 'whole' })
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(japanese.length / 2)
  })
})

/** What is written, what is spoken, after how many spoken words the sound stops, and what was heard by then. */
const spokenForms: readonly (readonly [string, string, number, string])[] = [
  ['1 apple and someone else took one', 'one apple and someone else took one', 2, '1 apple'],
  ['I have 1. Everyone else has one.', 'I have one everyone else has one', 3, 'I have 1.'],
  ['I have 1. Everyone else has one.', 'I have one everyone else has one', 4, 'I have 1. Everyone'],
  [
    'It costs $5 a month, or $50 a year.',
    'it costs five dollars a month or fifty dollars a year',
    6,
    'It costs $5 a month,',
  ],
  [
    'Dr. Smith lives at 221B Baker St. in London.',
    'doctor Smith lives at two twenty one b Baker street in London',
    9,
    'Dr. Smith lives at 221B Baker',
  ],
  ['In 2026 we met 3 times.', 'in twenty twenty six we met three times', 5, 'In 2026 we'],
  ['1, 2, 3, 4, 5, 6, 7 and done.', 'one two three four five six seven and done', 8, '1, 2, 3, 4, 5, 6, 7 and'],
  [
    'See https://example.com/a/very/long/path for more of it.',
    'see the link for more of it',
    4,
    'See https://example.com/a/very/long/path for',
  ],
  ['The “naïve” café isn’t OPEN.', "the naive cafe isn't open", 4, 'The “naïve” café isn’t'],
  ['The “naïve” café isn’t OPEN.', "The naïve café isn't open", 4, 'The “naïve” café isn’t'],
  [
    'I have 1 of them, and a very long tale follows until she has one of them.',
    'I have one of them and a very long tale follows until she has one of them',
    5,
    'I have 1 of them,',
  ],
  ['10:30 is fine — truly.', 'half past ten is fine truly', 4, '10:30 is'],
  ['Say 😀 hello 👍🏽 to them', 'say hello to them', 2, 'Say 😀 hello'],
]

describe('words that are spoken otherwise than they are written', () => {
  test.each(spokenForms)('%j as %j, stopped after %i words', (written, aloud, count, expected) => {
    const times = spoken(aloud)
    const at = (playedMs: number) => {
      const length = heardLength(written, { playedMs, audioMs: times.length * 100, words: times, extent: 'whole' })
      return written.slice(0, length).trimEnd()
    }
    expect(at(count * 100)).toBe(expected)
    expect(at(times.length * 100)).toBe(written)
  })

  test('when none of them is found, the time divides the text', () => {
    const written = '100 200 300 400'
    const times = spoken('one hundred two hundred three hundred four hundred')
    const at = (playedMs: number) =>
      written.slice(0, heardLength(written, { playedMs, audioMs: 800, words: times, extent: 'whole' })).trimEnd()
    expect([199, 400, 650, 800].map(at)).toEqual(['100', '100 200', '100 200 300', written])
  })
})

describe('in any answer', () => {
  const vocabulary = ['a', 'one', '1', 'time', 'Dr', 'clock', '$5', '時計', 'naïve', '😀', 'someone', 'of', '2026']
  const mark = fc.constantFrom(' ', ', ', '. ', ' — ', '')
  const written = fc
    .array(fc.tuple(fc.constantFrom(...vocabulary), mark), { maxLength: 30 })
    .map((parts) => parts.flat().join(''))
  const times = fc
    .array(fc.record({ gapMs: fc.nat(80), durationMs: fc.nat(300), text: fc.constantFrom(...vocabulary, 'x', '') }), {
      maxLength: 40,
    })
    .map((list) => {
      let atMs = 0
      return list.map(({ gapMs, durationMs, text: word }) => {
        const startMs = atMs + gapMs
        atMs = startMs + durationMs
        return { startMs, durationMs, text: word }
      })
    })
  const extent = fc.constantFrom('coming', 'whole', 'broken' as const)
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
  const isInsideWord = (any: string, index: number): boolean =>
    [...segmenter.segment(any)].some(
      ({ index: from, segment, isWordLike }) => isWordLike && from < index && index < from + segment.length,
    )

  test('more played is more heard, never beyond the text, never inside a word; and what is certain while it comes stays true', () => {
    fc.assert(
      fc.property(
        written,
        times,
        extent,
        fc.nat(6000),
        fc.nat(6000),
        fc.nat(6000),
        fc.nat(40),
        (any, words, how, a, b, audioMs, known) => {
          const at = (playedMs: number, list: readonly WordTime[], kind: Playback['extent']) =>
            heardLength(any, { playedMs, audioMs, words: list, extent: kind })
          const [early, late] = [Math.min(a, b), Math.max(a, b)]
          const [first, second] = [at(early, words, how), at(late, words, how)]
          expect(first).toBeGreaterThanOrEqual(0)
          expect(first).toBeLessThanOrEqual(second)
          expect(second).toBeLessThanOrEqual(any.length)
          expect(isInsideWord(any, first)).toBe(false)
          // What the page shows by fewer words, while it does not know how much is to come, is never taken back.
          const certain = at(early, words.slice(0, known), 'coming')
          expect(certain).toBeLessThanOrEqual(at(late, words, 'whole'))
          expect(certain).toBeLessThanOrEqual(at(late, words, 'broken'))
        },
      ),
      { seed: 16, numRuns: 2000 },
    )
  })

  test('of any characters at all, whatever the audio', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(2000),
        fc.nat(2000),
        extent,
        (any, playedMs, audioMs, how) => {
          const length = heardLength(any, { playedMs, audioMs, words: [], extent: how })
          expect(length).toBeGreaterThanOrEqual(0)
          expect(length).toBeLessThanOrEqual(any.length)
        },
      ),
      { seed: 17 },
    )
  })
})
