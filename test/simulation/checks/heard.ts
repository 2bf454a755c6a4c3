/** What the page shows as heard, what the relay remembers, and what the service holds are the same words. */

import { statusOf } from '../../../client/state/status.ts'
import type { AgentEntry } from '../../../client/state/transcript.ts'
import type { MakeCheck } from './check.ts'
import { callOf, itemsOf, textOf } from './of-user.ts'

export const theSameWordsAreHeard: MakeCheck = ({ plan, world, fail }) => {
  const compare = (): void => {
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const call = callOf(world, state)
      if (!call || statusOf(state) !== 'ready') continue
      const { entries, sessionKey } = state.transcript
      const shown = entries
        .filter((entry): entry is AgentEntry => entry.kind === 'agent' && entry.key >= sessionKey && entry.text !== '')
        .map((entry) => entry.text.slice(0, entry.heardLength))
      const remembered = call.history.flatMap((turn) => (turn.kind === 'agent' && turn.text !== '' ? [turn] : []))
      const words = remembered.map(({ text, heard }) => text.slice(0, heard))
      if (JSON.stringify(shown.slice(-words.length)) !== JSON.stringify(words.slice(-shown.length)))
        fail('page and relay differ in what was heard', JSON.stringify({ user, shown, words }))
      // A thread of an agent goes on with all that was generated: no one can cut it in another session.
      const isThread = plan.agent === 'foundry' && call.link.current > 1
      const items = isThread ? [] : itemsOf(world, call)
      for (const [index, { item, answer }] of remembered.entries()) {
        // Where the service truncates by itself, it does so by its own clock.
        if (plan.agent === 'truncating' && call.answers.list.some((one) => one.number === answer && one.truncated))
          continue
        const held = items.find(({ id }) => id === item || id.startsWith(`said-${answer}-`))
        const text = held && textOf(held)
        // A truncated item has no text any more: no one can cut it exactly.
        if (text != null && text.trim() !== (words[index] ?? '').trim())
          fail('the service holds other words than were heard', JSON.stringify({ user, text, heard: words[index] }))
      }
    }
  }
  return { settled: compare, answered: compare }
}
