/** Timers that keep their pace: each is due at a time of the clock, so that a late one does not delay those behind it. */

/** Calls `act` with each of `cues` when its `atMs` after now has come. Returns what stops it. */
export function follow<Cue extends Readonly<{ atMs: number }>>(
  cues: Iterable<Cue>,
  act: (cue: Cue) => void,
): () => void {
  const startMs = performance.now()
  const coming = cues[Symbol.iterator]()
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    const { value: cue, done } = coming.next()
    if (done) return
    const delayMs = startMs + cue.atMs - performance.now()
    timer = setTimeout(
      () => {
        act(cue)
        wait()
      },
      Math.max(0, delayMs),
    )
  }
  wait()
  return () => clearTimeout(timer)
}

/** A cue every `intervalMs` for ever, the first at `firstMs`. */
export function* beats(intervalMs: number, firstMs: number): Generator<Readonly<{ atMs: number }>> {
  for (let atMs = firstMs; ; atMs += intervalMs) yield { atMs }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
