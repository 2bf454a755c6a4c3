/** No word counts as heard that never sounded. */

import { samplesToMs } from '../../../shared/audio-format.ts'
import { MS_PER_LETTER } from '../world/engines.ts'
import type { MakeCheck } from './check.ts'

/** Words are counted whole, a moment at the end goes unnoticed, and the speaker is looked at in steps. */
const TOLERANCE_MS = 500

type Sounded = { readonly user: number; readonly entry: number; ms: number }

export const nothingIsHeardThatNeverSounded: MakeCheck = ({ plan, world, fail }) => {
  const known = new Map<string, Sounded>()
  const check = (): void => {
    for (const { user, entry: key, ms } of known.values()) {
      const entry = world
        .tab(user)
        .state()
        .transcript.entries.find((one) => one.key === key)
      if (entry?.kind === 'agent' && entry.heardLength * MS_PER_LETTER > ms + TOLERANCE_MS)
        fail('words count as heard that never sounded', JSON.stringify({ user, ms, entry }))
    }
  }
  return {
    did: ({ user, type }, isDone) => {
      // A page that was reloaded is told of what another one sounded.
      if ((type === 'reload' || type === 'leave') && isDone)
        for (const [name, one] of known) if (one.user === user) known.delete(name)
    },
    rendered: (user, { answers }) => {
      for (const { answer, entry, receivedSamples } of answers.followed) {
        const name = `${user} ${answer} ${entry}`
        if (receivedSamples > 0 && !known.has(name)) known.set(name, { user, entry, ms: 0 })
      }
    },
    sounds: (user, answer, playedSamples) => {
      const entry = world
        .tab(user)
        .state()
        .answers.followed.find((one) => one.answer === answer)?.entry
      const one = known.get(`${user} ${answer} ${entry}`)
      if (one) one.ms = Math.max(one.ms, samplesToMs(playedSamples))
    },
    settled: check,
    answered: plan.faults.length === 0 ? check : undefined,
  }
}
