import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clock } from '../../../../client/features/log/log-pane.ts'
import { en } from '../../../../client/i18n/en.ts'
import { es } from '../../../../client/i18n/es.ts'
import { ptBR } from '../../../../client/i18n/pt-br.ts'
import { LOOK_EVERY_MS } from '../../../../client/state/link.ts'
import { createEnvelope } from '../../../../client/view/envelope.ts'
import { wordAt } from '../../../../client/view/labels.ts'
import { CALM_MS, LIVELY_MS, SPEAKING_MS } from '../../../../client/view/pace.ts'
import {
  gapOf,
  isLevelAlone,
  isOther,
  lookAfter,
  loudness,
  meterAfter,
  type Voices,
} from '../../../../client/view/stage.ts'
import { liveStory, started } from '../state/story.ts'

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

describe('what moves with the voices', () => {
  const ready: Voices = { status: 'ready', isRunning: true, microphone: 0, voice: 0 }
  const drawn = (...seen: Partial<Voices>[]) => {
    let look = { glow: 0, meter: 0 }
    return seen.map((one) => {
      const next = lookAfter(look, { ...ready, ...one })
      const isDrawn = isOther(look, next)
      if (isDrawn) look = next
      return isDrawn
    })
  }
  test.each([
    [
      'a quiet room draws nothing',
      [{ microphone: 0.1 }, { microphone: 0.14 }, { microphone: 0.02 }],
      [false, false, false],
    ],
    [
      'a voice is drawn, and so is its end',
      [{ microphone: 0.6 }, { microphone: 0 }, { microphone: 0 }],
      [true, true, false],
    ],
    [
      'the agent is drawn until the orb stands still',
      new Array(8).fill({ status: 'speaking', voice: 0.5 }),
      [true, true, true, true, true, true, false, false],
    ],
    ['the meter is empty without a session', [{ microphone: 0.6 }, { isRunning: false }], [true, true]],
  ] as const)('%s', (_, seen, expected) => {
    expect(drawn(...seen)).toEqual(expected)
  })
})

test('a level is drawn with others, but for the word that it was too loud, and its end', () => {
  const page = liveStory()
  const steps = [0.1, 0.2].map((rms) => page.tell({ type: 'microphone.level', rms, clipped: false }).state)
  steps.push(page.tell({ type: 'microphone.level', rms: 0.9, clipped: true }).state)
  for (let frame = 0; frame < 50; frame++)
    steps.push(page.tell({ type: 'microphone.level', rms: 0.1, clipped: false }).state)
  const alone = steps.slice(1).map((state, index) => isLevelAlone(steps[index] ?? state, state))
  expect(alone).toEqual([true, false, ...Array(49).fill(true), false])
})

test('a line that is dead is drawn, though only the look at it finds that, and no look before', () => {
  const page = liveStory().tell({ type: 'microphone.refused', refusal: 'denied' })
  const looks = Array.from({ length: 8 }, () => {
    const before = page.state
    page.pass(LOOK_EVERY_MS).tell({ type: 'timer.fired', name: 'look' })
    return [page.status, isLevelAlone(before, page.state)]
  })
  const dead = looks.findIndex(([status]) => status === 'resuming')
  expect(looks.slice(0, dead)).toEqual(new Array(6).fill(['ready', true]))
  expect(looks[dead]).toEqual(['resuming', false])
})

describe('gapOf', () => {
  const speaking = () => liveStory().hear(started(1)).tell({ type: 'playback.started', answer: 1 }).state
  const listening = () => liveStory().hear({ type: 'speech.started', item: 'one' }).state
  test.each([
    ['a level in a quiet room', () => liveStory().state, true, CALM_MS],
    ['a level in a quiet room, beside the agent', speaking, true, CALM_MS],
    ['a level as loud as a voice', () => ({ ...liveStory().state, level: 0.2 }), true, LIVELY_MS],
    ['a level while the user speaks', listening, true, LIVELY_MS],
    ['what the agent says', speaking, false, SPEAKING_MS],
    ['anything else', () => liveStory().state, false, LIVELY_MS],
  ])('%s', (_, state, isLevel, gapMs) => {
    expect(gapOf(state(), state(), isLevel)).toBe(gapMs)
  })

  test.each([
    ['that the user speaks', listening],
    ['that the agent speaks', speaking],
  ])('another status waits for nothing: %s', (_, state) => {
    expect(gapOf(liveStory().state, state(), false)).toBe(0)
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
