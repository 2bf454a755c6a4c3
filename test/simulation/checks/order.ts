/** What a user typed stands on the page in the order in which the relay remembers it, also when a conversation is told again meanwhile. */

import type { MakeCheck } from './check.ts'
import { callOf } from './of-user.ts'

export const typedTextsStandInOrder: MakeCheck = ({ plan, world, fail }) => {
  /** What is spoken has its place in another way: it may begin on its way to the page while something is typed. */
  const typed = new Set<string>()
  const isTyped = (one: Readonly<{ kind: string; text?: string | null | undefined }>): boolean =>
    one.kind === 'user' && typed.has(one.text ?? '')
  const look = (): void => {
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const call = callOf(world, state)
      if (!call) continue
      const { entries, sessionKey } = state.transcript
      const shown = entries.flatMap((entry) =>
        entry.key >= sessionKey && 'text' in entry && isTyped(entry) ? [entry.text] : [],
      )
      const remembered = call.history.flatMap((turn) => ('text' in turn && isTyped(turn) ? [turn.text] : []))
      // Either side forgets what is old.
      const length = Math.min(shown.length, remembered.length)
      const newest = (texts: readonly unknown[]): string => JSON.stringify(texts.slice(texts.length - length))
      if (newest(shown) !== newest(remembered))
        fail('page and relay differ in what was typed', JSON.stringify({ user, shown, remembered }))
    }
  }
  return {
    did: (deed) => {
      if (deed.type === 'type') typed.add(deed.text)
    },
    settled: look,
    answered: look,
  }
}
