/** The service's ids and words as the page is told them: the contract bounds both. */

import { foreignText } from '../observe/text.ts'

/** The contract's longest id (shared/messages.ts). The service's have some 40 characters. */
const ID_MAX_LENGTH = 128
const KEPT_LENGTH = 100

/** Longest caption of one turn, in UTF-16 code units: what the page keeps of one. */
export const CAPTION_MAX_LENGTH = 20_000

/** An id that the page takes: the same for the same id, and another for another one. The service goes on hearing its own. */
export const shownId = (id: string): string =>
  id.length <= ID_MAX_LENGTH ? id : `${id.slice(0, KEPT_LENGTH)}~${id.length}~${hashOf(id).toString(36)}`

export const shownCaption = (text: string): string => foreignText(text, CAPTION_MAX_LENGTH)

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
