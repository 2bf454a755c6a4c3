/** Cuts text to a length without leaving half a character at its end. */

/** The first `maxLength` UTF-16 code units of `text`, or one fewer where that would split a surrogate pair. */
export function clip(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  return text.slice(0, splitsPair(text, maxLength) ? maxLength - 1 : maxLength)
}

/** Whether a cut at `index` would part the two halves of one character. */
const splitsPair = (text: string, index: number): boolean =>
  isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index), 0xdc00, 0xdfff)

const isBetween = (unit: number, first: number, last: number): boolean => unit >= first && unit <= last
