/** What agents remember of their conversations, so that a later session can go on with one. */

import type { Item } from './engine/state.ts'

/** Conversations kept; the one that has not been used for longest is forgotten. */
const KEPT_MAX = 100

export type Memory = Readonly<{
  /** Undefined for a conversation that no one knows. */
  recall(conversationId: string): readonly Item[] | undefined
  keep(conversationId: string, items: readonly Item[]): void
}>

export function createMemory(): Memory {
  const kept = new Map<string, readonly Item[]>()
  return {
    recall: (conversationId) => kept.get(conversationId),
    keep(conversationId, items) {
      kept.delete(conversationId)
      kept.set(conversationId, items)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
    },
  }
}
