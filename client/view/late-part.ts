/** A part of the view that most pages never need: fetched when it first is, as a chunk of its own. */

import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'

/** Shows its share of the state, and is told every state. */
export type Part = (state: State, words: Words) => void

/** The next time that anything on the page is pressed, by a key too. */
const atNextPress = (act: () => void): void => addEventListener('click', act, { capture: true, once: true })

/** Without a network the part is missing; the next press tries again, and not the states, of which there are 25 a second. */
export function createLatePart(
  isNeeded: (state: State) => boolean,
  load: () => Promise<Part>,
  failed: () => void,
  afterPress: (act: () => void) => void = atNextPress,
): Part {
  let part: Part | undefined
  let latest: Parameters<Part> | undefined
  let isAsked = false
  const show = (): void => {
    if (!latest) return
    if (part) part(...latest)
    else if (!isAsked && isNeeded(latest[0])) void fetchPart()
  }
  const fetchPart = async (): Promise<void> => {
    isAsked = true
    part = await load().catch(() => undefined)
    if (part) show()
    else {
      failed()
      afterPress(() => {
        isAsked = false
        show()
      })
    }
  }
  return (...now) => {
    latest = now
    show()
  }
}
