/** Where answers go: held until it is known whether the browser lets them sound, then to one player, and later perhaps to another. */

import type { Player } from '../audio/types.ts'
import type { Effect } from '../state/events.ts'

export type SpeakerEffect = Extract<Effect, { type: 'play' | 'finish' | 'flush' }>

export type Speaker = Readonly<{
  perform: (effect: SpeakerEffect) => void
  /** The first player gets what was held; another one begins with the next answer, so that none is torn. */
  use: (player: Player) => void
}>

/** Holds for as long as nobody says what to use: whoever makes it says so within seconds. */
export function createSpeaker(): Speaker {
  const held: SpeakerEffect[] = []
  let current: Player | undefined
  let next: Player | undefined
  let latest = 0

  function perform(effect: SpeakerEffect): void {
    if (effect.type === 'play' && effect.answer > latest) {
      latest = effect.answer
      current = next
    }
    if (current) order(current, effect)
    else held.push(effect)
  }

  return {
    perform,
    use: (player) => {
      next = player
      current ??= player
      for (const effect of held.splice(0)) order(current, effect)
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
