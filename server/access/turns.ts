/** Checks that wait for their turn: few at once, and of one address one after the other, so that each knows what the ones before it found. */

export type TurnLimits = Readonly<{
  atOnce: number
  /** that wait, of one address and of all; what comes on top is turned away */
  waitingOfOne: number
  waiting: number
}>

/** Runs `work` in its turn; undefined, and nothing run, where too many wait. */
export type Turns = <Result>(address: string, work: () => Promise<Result>) => Promise<Result> | undefined

type Waiting = Readonly<{ address: string; start: () => void }>

export function createTurns({ atOnce, waitingOfOne, waiting }: TurnLimits): Turns {
  let queue: readonly Waiting[] = []
  const running = new Set<string>()

  const next = (): void => {
    if (running.size >= atOnce) return
    const found = queue.find(({ address }) => !running.has(address))
    if (!found) return
    queue = queue.filter((one) => one !== found)
    running.add(found.address)
    found.start()
  }

  return (address, work) => {
    if (queue.length >= waiting || queue.filter((one) => one.address === address).length >= waitingOfOne)
      return undefined
    const result = new Promise<void>((start) => {
      queue = [...queue, { address, start }]
    })
      .then(work)
      .finally(() => {
        running.delete(address)
        next()
      })
    next()
    return result
  }
}
