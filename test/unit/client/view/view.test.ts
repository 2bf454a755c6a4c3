import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clock } from '../../../../client/features/log/log-pane.ts'
import { en } from '../../../../client/i18n/en.ts'
import { es } from '../../../../client/i18n/es.ts'
import { ptBR } from '../../../../client/i18n/pt-br.ts'
import { createEnvelope } from '../../../../client/view/envelope.ts'
import { wordAt } from '../../../../client/view/labels.ts'
import { loudness, meterAfter } from '../../../../client/view/stage.ts'

describe('loudness', () => {
  test('is nothing in silence, all at full scale, and rises between as the ear hears', () => {
    expect(loudness(0)).toBe(0)
    expect(loudness(0.001)).toBe(0)
    expect(loudness(1)).toBe(1)
    const steps = [0.005, 0.02, 0.05, 0.1, 0.2].map(loudness)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(new Set(steps).size).toBe(steps.length)
  })
})

describe('meterAfter', () => {
  test.each([
    ['a room that murmurs moves nothing', 0.15, [0.1, 0.2, 0.12, 0.22], [0, 0.2, 0.2, 0.2]],
    ['a voice moves it at each step', 0.02, [0.1, 0.11, 0.13], [0.1, 0.1, 0.13]],
    ['silence is shown at once', 0.15, [0.3, 0.2, 0], [0.3, 0.3, 0]],
  ])('%s', (_, step, levels, shown) => {
    let now = 0
    expect(levels.map((level) => (now = meterAfter(now, level, step)))).toEqual(shown)
  })
})

describe('wordAt', () => {
  test.each([en, ptBR, es])('finds every word that index.html asks for, in each language', (words) => {
    const paths = [...readFileSync('client/index.html', 'utf8').matchAll(/data-words="([^"]*)"/g)]
    expect(paths.length).toBeGreaterThan(10)
    for (const [, path = ''] of paths)
      expect([path, wordAt(words, path)]).toEqual([path, expect.stringMatching(/^(?!undefined|\[object)\S/)])
  })

  test('tells a path that leads nowhere', () => {
    expect(wordAt(en, 'themes.pink')).toBe('undefined')
  })
})

describe('clock', () => {
  test('shows the time of day in UTC, as the server logs it', () => {
    const openedMs = Date.parse('2026-11-26T23:59:00.250Z')
    expect(clock(0, openedMs)).toBe('23:59:00.250')
    expect(clock(61_234.9, openedMs)).toBe('00:00:01.484')
  })
})

describe('createEnvelope', () => {
  const loud = (samples: number) => new Int16Array(samples).fill(16_384)

  test('tells how loud an answer is at a place', () => {
    const envelope = createEnvelope()
    envelope.add(1, 0, new Int16Array(1200))
    envelope.add(1, 1200, loud(2400))
    expect(envelope.levelAt(1, 600)).toBe(0)
    expect(envelope.levelAt(1, 1300)).toBeCloseTo(0.5)
    expect(envelope.levelAt(1, 3599)).toBeCloseTo(0.5)
  })

  test('knows nothing beyond what came, nor of other answers', () => {
    const envelope = createEnvelope()
    envelope.add(1, 0, loud(1200))
    expect(envelope.levelAt(1, 99_999)).toBe(0)
    expect(envelope.levelAt(2, 0)).toBe(0)
  })

  test('a new session, which counts from 1 again, is not mistaken for the old one', () => {
    const envelope = createEnvelope()
    envelope.add(1, 0, loud(2400))
    envelope.add(1, 0, new Int16Array(1200))
    expect(envelope.levelAt(1, 0)).toBe(0)
  })

  test('forgets the oldest of many answers', () => {
    const envelope = createEnvelope()
    for (let answer = 1; answer <= 5; answer++) envelope.add(answer, 0, loud(1200))
    expect(envelope.levelAt(1, 0)).toBe(0)
    expect(envelope.levelAt(5, 0)).toBeCloseTo(0.5)
  })
})
