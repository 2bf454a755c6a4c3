/** A part of the view that most pages never need: fetched when it first is, as a chunk of its own. */

import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'

/** Shows its share of the state, and is told every state. */
export type Part = (state: State, words: Words) => void

/** Without a network the part is missing, and every further state tries again. */
export function createLatePart(isNeeded: (state: State) => boolean, load: () => Promise<Part>): Part {
  let part: Part | undefined
  let latest: Parameters<Part> | undefined
  let isFetching = false
  const fetchPart = async (): Promise<void> => {
    isFetching = true
    part = await load().catch(() => undefined)
    isFetching = false
    if (latest) part?.(...latest)
  }
  return (...now) => {
    latest = now
    if (part) part(...now)
    else if (!isFetching && isNeeded(now[0])) void fetchPart()
  }
}
