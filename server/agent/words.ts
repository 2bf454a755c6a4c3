/** Puts words together the way a sentence needs them. */

/** `a, b or c`. */
export const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
