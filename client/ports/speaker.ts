/** Where answers go: held until it is known whether the browser lets them sound, then to one player, and later perhaps to another. */

import { msToSamples } from '../../shared/audio-format.ts'
import type { Player, PlayerEvent } from '../audio/types.ts'
import type { PlaybackFault } from '../audio/worklet-messages.ts'
import type { Effect } from '../state/events.ts'

export type SpeakerEffect = Extract<Effect, { type: 'play' | 'finish' | 'flush' }>

export type Speaker = Readonly<{
  perform: (effect: SpeakerEffect) => void
  /** The first player gets what was held; another one begins with the next answer, so that none is torn. */
  use: (player: Player) => void
}>

/** As much as the player itself may hold: ten minutes, far more than is said while a worklet loads. */
export const SPEAKER_HELD_MAX_SAMPLES = msToSamples(600_000)

/** What an order costs beside its samples, counted as samples: some 256 bytes. */
export const ORDER_COST_SAMPLES = 128

type HeldEffect = Exclude<SpeakerEffect, { type: 'flush' }>

const samplesOf = (effect: HeldEffect): number => (effect.type === 'play' ? effect.pcm.length : 0)

/**
 * Holds until somebody says what to use. What is more than it may hold is dropped and reported, as the player would: the newest, so that
 * what was said first is heard first. A flush of what nobody has heard is answered at once.
 */
export function createSpeaker(report: (report: PlayerEvent | PlaybackFault) => void): Speaker {
  let held: HeldEffect[] = []
  let heldCost = 0
  let current: Player | undefined
  let next: Player | undefined
  let latest = 0

  function hold(effect: HeldEffect): void {
    const samples = samplesOf(effect)
    const cost = ORDER_COST_SAMPLES + samples
    if (heldCost + cost <= SPEAKER_HELD_MAX_SAMPLES) {
      held.push(effect)
      heldCost += cost
    } else report({ type: 'playback.faulted', fault: 'overflow', answer: effect.answer, samples })
  }

  function release(): readonly HeldEffect[] {
    const released = held
    held = []
    heldCost = 0
    return released
  }

  function flushHeld(): void {
    const answers = new Set(release().map(({ answer }) => answer))
    report({ type: 'playback.flushed', stopped: [...answers].map((answer) => ({ answer, playedSamples: 0 })) })
  }

  function perform(effect: SpeakerEffect): void {
    if (effect.type === 'play' && effect.answer > latest) {
      latest = effect.answer
      current = next
    }
    if (current) order(current, effect)
    else if (effect.type === 'flush') flushHeld()
    else hold(effect)
  }

  return {
    perform,
    use: (player) => {
      next = player
      current ??= player
      for (const effect of release()) order(current, effect)
    },
  }
}

function order(player: Player, effect: SpeakerEffect): void {
  switch (effect.type) {
    case 'play':
      player.play(effect.answer, effect.offsetSamples, effect.pcm)
      return
    case 'finish':
      player.finish(effect.answer, effect.samples)
      return
    case 'flush':
      player.flush()
      return
  }
}
