/** Where answers go while it is not known whether the browser lets them sound, and when that changes. */

import { describe, expect, test } from 'vitest'
import type { Player, PlayerEvent } from '../../../../client/audio/types.ts'
import type { PlaybackFault } from '../../../../client/audio/worklet-messages.ts'
import {
  createSpeaker,
  ORDER_COST_SAMPLES,
  SPEAKER_HELD_MAX_SAMPLES,
  type SpeakerEffect,
} from '../../../../client/ports/speaker.ts'

const pcm = new Int16Array(960)
const play = (answer: number, offsetSamples = 0): SpeakerEffect => ({ type: 'play', answer, offsetSamples, pcm })
const finish = (answer: number): SpeakerEffect => ({ type: 'finish', answer, samples: 1920 })
const flush: SpeakerEffect = { type: 'flush' }

/** A speaker, and players that write down what they are told. */
function listen() {
  const told: string[] = []
  const player = (name: string): Player => ({
    play: (answer, offsetSamples) => told.push(`${name} plays ${answer} at ${offsetSamples}`),
    finish: (answer) => told.push(`${name} finishes ${answer}`),
    flush: () => told.push(`${name} flushes`),
    stop: () => {},
  })
  const reported: (PlayerEvent | PlaybackFault)[] = []
  const { perform, use } = createSpeaker((report) => reported.push(report))
  return {
    told,
    reported,
    use: (name: string, one = player(name)) => use(one),
    tell: (...all: SpeakerEffect[]) => all.forEach(perform),
  }
}

test('what comes before there is a player is held for it, in its order', () => {
  const { told, use, tell } = listen()
  tell(play(1), play(1, 960), finish(1), play(2))
  expect(told).toEqual([])
  use('silent')
  tell(finish(2))
  expect(told).toEqual([
    'silent plays 1 at 0',
    'silent plays 1 at 960',
    'silent finishes 1',
    'silent plays 2 at 0',
    'silent finishes 2',
  ])
})

test('a flush before there is a player is answered at once, and of what was held nothing is heard', () => {
  const { told, reported, use, tell } = listen()
  tell(play(1), play(1, 960), finish(1), play(2), flush)
  const stopped = [1, 2].map((answer) => ({ answer, playedSamples: 0 }))
  expect(reported).toEqual([{ type: 'playback.flushed', stopped }])
  tell(flush)
  expect(reported.slice(1)).toEqual([{ type: 'playback.flushed', stopped: [] }])
  tell(play(3))
  use('audible')
  expect(told).toEqual(['audible plays 3 at 0'])
})

describe('a player that does not come', () => {
  const cost = pcm.length + ORDER_COST_SAMPLES
  const most = Math.floor(SPEAKER_HELD_MAX_SAMPLES / cost)
  const fill = (tell: ReturnType<typeof listen>['tell']) => {
    for (let n = 0; n < most; n++) tell(play(1, n * pcm.length))
  }

  test('ten minutes are held; what comes then is dropped and reported, piece by piece', () => {
    const { told, reported, use, tell } = listen()
    fill(tell)
    expect(reported).toEqual([])
    tell(play(1, most * pcm.length), play(2))
    const overflow = { type: 'playback.faulted', fault: 'overflow', samples: pcm.length }
    expect(reported).toEqual([
      { ...overflow, answer: 1 },
      { ...overflow, answer: 2 },
    ])
    use('audible')
    expect(told).toHaveLength(most)
    expect(told.at(-1)).toBe(`audible plays 1 at ${(most - 1) * pcm.length}`)
  })

  test('orders without samples are bounded too', () => {
    const { told, reported, use, tell } = listen()
    const mostOrders = SPEAKER_HELD_MAX_SAMPLES / ORDER_COST_SAMPLES
    for (let n = 1; n <= mostOrders + 1; n++) tell(finish(n))
    expect(reported).toEqual([{ type: 'playback.faulted', fault: 'overflow', answer: mostOrders + 1, samples: 0 }])
    use('audible')
    expect(told).toHaveLength(mostOrders)
  })

  test.each([
    ['a flush', (tell: ReturnType<typeof listen>['tell']) => tell(flush), 0],
    ['a player that took it', (_: unknown, use: (name: string) => void) => use('silent'), most],
  ])('%s makes room again', (_, empty, taken) => {
    const { told, reported, use, tell } = listen()
    fill(tell)
    empty(tell, use)
    reported.length = 0
    tell(play(2))
    use('audible')
    expect(reported).toEqual([])
    expect(told.slice(taken)).toEqual([expect.stringContaining('plays 2 at 0')])
  })
})

test('another player begins with the next answer, and the one before keeps what it has begun', () => {
  const { told, use, tell } = listen()
  use('silent')
  tell(play(1))
  use('audible')
  tell(play(1, 960), finish(1), flush, play(2), play(2, 960), flush)
  expect(told).toEqual([
    'silent plays 1 at 0',
    'silent plays 1 at 960',
    'silent finishes 1',
    'silent flushes',
    'audible plays 2 at 0',
    'audible plays 2 at 960',
    'audible flushes',
  ])
})
