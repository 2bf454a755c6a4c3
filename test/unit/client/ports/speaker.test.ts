/** Where answers go while it is not known whether the browser lets them sound, and when that changes. */

import { expect, test } from 'vitest'
import type { Player } from '../../../../client/audio/types.ts'
import { createSpeaker, type SpeakerEffect } from '../../../../client/ports/speaker.ts'

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
  const { perform, use } = createSpeaker()
  return {
    told,
    use: (name: string, one = player(name)) => use(one),
    tell: (...all: SpeakerEffect[]) => all.forEach(perform),
  }
}

test('what comes before there is a player is held for it, in its order', () => {
  const { told, use, tell } = listen()
  tell(play(1), play(1, 960), finish(1), flush, play(2))
  expect(told).toEqual([])
  use('silent')
  tell(finish(2))
  expect(told).toEqual([
    'silent plays 1 at 0',
    'silent plays 1 at 960',
    'silent finishes 1',
    'silent flushes',
    'silent plays 2 at 0',
    'silent finishes 2',
  ])
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
