/** Makes text of a peer fit for a log line or for the page: bounded, and without characters that do something instead of showing something. */

const LEFT_OUT = '…'

/** One line. What is too long ends at a space, for half of a secret would not be known as one. */
export function foreignLine(text: string, maxLength: number): string {
  // A peer may send megabytes; what cannot be kept need not be looked at.
  const line = text
    .slice(0, 4 * maxLength)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  if (line.length <= maxLength && text.length <= 4 * maxLength) return line
  const kept = line.slice(0, maxLength)
  return `${kept.slice(0, Math.max(0, kept.lastIndexOf(' ')))}${LEFT_OUT}`
}

/** A name or a code, which has no spaces to cut at. */
export const foreignName = (text: string, maxLength = 100): string => {
  const name = text.slice(0, maxLength).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return text.length > maxLength ? `${name}${LEFT_OUT}` : name
}

/** What the page shows: line ends and tabs stay. A surrogate pair is not cut in half. */
export function foreignText(text: string, maxLength: number): string {
  const cut = text.length > maxLength && /[\uD800-\uDBFF]/.test(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength
  return text.slice(0, cut).replace(/[^\P{Cc}\n\t]/gu, '')
}
