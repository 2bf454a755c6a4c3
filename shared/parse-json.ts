/** Reads JSON that may be none. `undefined` stands for what is not: no JSON has that value, so that every schema refuses it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
