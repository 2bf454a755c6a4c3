/** Finds the word that was meant, so that a problem can name its fix. */

/** The known word closest to `word`, if at most `within` letters would have to change: a third of them unless told otherwise. */
export function nearest(
  word: string,
  known: readonly string[],
  within = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  const distances = known.map((candidate) => editDistance(word.toLowerCase(), candidate.toLowerCase()))
  const least = Math.min(...distances)
  return least <= within ? known[distances.indexOf(least)] : undefined
}

/** The question that names the word, or what is said instead where nothing is near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string): string {
  const meant = nearest(word, known)
  return meant === undefined ? otherwise : `did you mean ${meant}?`
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
