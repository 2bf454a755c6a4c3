import { describe, expect, test } from 'vitest'
import { CALM_MS, createPace, LIVELY_MS } from '../../../../client/view/pace.ts'

/** A browser whose frames come each 16 ms, on a clock that a test moves. */
function browser() {
  let nowMs = 0
  const frames: (() => void)[] = []
  let timers: { atMs: number; work: () => void }[] = []
  const drawnMs: number[] = []
  const pace = createPace(() => drawnMs.push(nowMs), {
    nowMs: () => nowMs,
    nextFrame: (draw) => frames.push(draw),
    after: (ms, work) => {
      const timer = { atMs: nowMs + ms, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
  })
  const pass = (ms: number, eachMs = () => {}) => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs++
      eachMs()
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers = timers.filter((one) => one !== timer)
        timer.work()
      }
      if (nowMs % 16 === 0) for (const draw of frames.splice(0)) draw()
    }
  }
  return { pace, pass, drawnMs }
}

describe('createPace', () => {
  test.each([
    [1, LIVELY_MS, 30],
    [7, LIVELY_MS, 30],
    [40, LIVELY_MS, 30],
    [45, LIVELY_MS, 30],
    [1, CALM_MS, 8],
    [40, CALM_MS, 8],
  ])(
    'wished each %i ms with a gap of %i ms, it draws at most %i times a second, and goes on',
    (everyMs, gapMs, most) => {
      const { pace, pass, drawnMs } = browser()
      let ms = 0
      pass(1000, () => ms++ % everyMs === 0 && pace(gapMs))
      expect(drawnMs.length).toBeLessThanOrEqual(most)
      expect(drawnMs.length).toBeGreaterThan(most / 2)
    },
  )

  test('what is new after a while is drawn with the next frame, and the last wish is never lost', () => {
    const { pace, pass, drawnMs } = browser()
    pace(LIVELY_MS)
    pass(16)
    expect(drawnMs).toEqual([16])
    pace(LIVELY_MS)
    pass(100)
    expect(drawnMs).toEqual([16, 64])
  })

  test('what cannot wait does not, and is drawn once', () => {
    const { pace, pass, drawnMs } = browser()
    pace(LIVELY_MS)
    pass(16)
    pace(CALM_MS)
    pass(44)
    pace(LIVELY_MS)
    pass(300)
    expect(drawnMs).toEqual([16, 64])
  })

  test('nothing is drawn unless somebody wishes it', () => {
    const { pass, drawnMs } = browser()
    pass(1000)
    expect(drawnMs).toEqual([])
  })
})
