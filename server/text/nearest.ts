/** Asks for the word that was meant, so that a problem can name its fix. */

/** `otherwise` where more letters than `within` would have to change: a third of them unless told otherwise. */
export function didYouMean(
  word: string,
  known: readonly string[],
  otherwise: string,
  within = Math.max(1, Math.floor(word.length / 3)),
): string {
  // At least as many letters must change as the lengths differ by: most words need no closer look.
  const near = known.filter((candidate) => Math.abs(candidate.length - word.length) <= within)
  const distances = near.map((candidate) => editDistance(word.toLowerCase(), candidate.toLowerCase()))
  const least = Math.min(...distances)
  return least <= within ? `did you mean ${near[distances.indexOf(least)]}?` : otherwise
}

/** How many letters to insert, delete or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
