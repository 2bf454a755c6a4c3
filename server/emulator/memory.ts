/** What agents remember of their conversations, so that another session can go on with one, or take part in one that is open. */

import { ITEMS_MAX } from './engine/draft.ts'
import type { Item } from './engine/state.ts'

/** Conversations kept; the one that has not been used for longest is forgotten. */
const KEPT_MAX = 100

type Items = () => readonly Item[]

export type Memory = Readonly<{
  /** Undefined for a conversation that no one knows. */
  recall(conversationId: string): readonly Item[] | undefined
  /** A session takes part in a conversation from now on; what is returned ends that, and what it holds then is kept. */
  join(conversationId: string, items: Items): () => void
}>

type Kept = Readonly<{ past: readonly Item[]; open: readonly Items[] }>

/** An item that several sessions hold is as the latest of them has it. */
const itemsOf = ({ past, open }: Kept): readonly Item[] =>
  [...new Map([past, ...open.map((items) => items())].flat().map((item) => [item.id, item])).values()].slice(-ITEMS_MAX)

export function createMemory(): Memory {
  const kept = new Map<string, Kept>()

  function keep(conversationId: string, conversation: Kept) {
    kept.delete(conversationId)
    kept.set(conversationId, conversation)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
  }

  return {
    recall: (conversationId) => {
      const conversation = kept.get(conversationId)
      return conversation && itemsOf(conversation)
    },
    join(conversationId, items) {
      const { past, open } = kept.get(conversationId) ?? { past: [], open: [] }
      // Alone, a session has recalled all that is past: what it deletes of it is gone.
      keep(conversationId, { past: open.length === 0 ? [] : past, open: [...open, items] })
      return () => {
        const now = kept.get(conversationId) ?? { past: [], open: [items] }
        const last = items()
        keep(conversationId, {
          past: itemsOf({ past: now.past, open: [() => last] }),
          open: now.open.filter((other) => other !== items),
        })
      }
    },
  }
}
