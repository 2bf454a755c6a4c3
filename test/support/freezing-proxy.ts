/** A TCP proxy on this machine whose wire can freeze and thaw, each direction by itself, close halfway, end, or be reset. */

import { connect, createServer, type Socket } from 'node:net'

/** `up` goes from whoever connected to the target, `down` comes back. */
export type Direction = 'up' | 'down'

const both: readonly Direction[] = ['up', 'down']

export type FreezingProxy = Readonly<{
  port: number
  /** Nothing passes any more, an end or a reset neither, and nothing is closed: as a phone without a network. New connections freeze too. */
  freeze: (...directions: readonly Direction[]) => void
  /** What was sent meanwhile passes, in its order. */
  thaw: (...directions: readonly Direction[]) => void
  /** Ends each connection's stream in one direction (FIN); the other direction goes on. */
  halfClose: (direction: Direction) => void
  /** Ends every connection on both sides by FIN, without a goodbye of the protocol above. */
  cut: () => void
  /** Breaks every connection on both sides by RST. */
  reset: () => void
  /** Passes so many more bytes of each connection in this direction, then resets it: in the middle of a frame, if there is one. */
  resetAfter: (direction: Direction, bytes: number) => void
  /** Whether new connections are taken; one that is not is reset. */
  admit: (open: boolean) => void
  /** connections that are open now, that ever were taken, and that ever were not */
  open: () => number
  taken: () => number
  refused: () => number
  stop: () => Promise<void>
}>

/** Listens on a free port of 127.0.0.1, and passes what comes to `targetPort` there. Bytes that wait, wait in the kernel: a frozen sender meets backpressure. */
export async function startFreezingProxy(targetPort: number): Promise<FreezingProxy> {
  const frozen = new Set<Direction>()
  const pairs = new Set<Pair>()
  let admits = true
  let taken = 0
  let refused = 0
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    near.on('error', () => {})
    if (!admits) {
      refused += 1
      near.resetAndDestroy()
      return
    }
    taken += 1
    const pair = createPair(near, targetPort, frozen)
    pairs.add(pair)
    void pair.gone.then(() => pairs.delete(pair))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.')
  const each = (act: (pair: Pair) => void) => {
    for (const pair of [...pairs]) act(pair)
  }
  const chosen = (directions: readonly Direction[]) => (directions.length === 0 ? both : directions)
  return {
    port: address.port,
    freeze: (...directions) => {
      for (const direction of chosen(directions)) frozen.add(direction)
      each((pair) => pair.flow())
    },
    thaw: (...directions) => {
      for (const direction of chosen(directions)) frozen.delete(direction)
      each((pair) => pair.flow())
    },
    halfClose: (direction) => each((pair) => pair.halfClose(direction)),
    cut: () => each((pair) => pair.end(false)),
    reset: () => each((pair) => pair.end(true)),
    resetAfter: (direction, bytes) => each((pair) => pair.resetAfter(direction, bytes)),
    admit: (open) => {
      admits = open
    },
    open: () => pairs.size,
    taken: () => taken,
    refused: () => refused,
    stop: () =>
      new Promise((resolve) => {
        each((pair) => pair.end(true))
        server.close(() => resolve())
      }),
  }
}

type Pair = Readonly<{
  /** Looks again at what is frozen. */
  flow: () => void
  halfClose: (direction: Direction) => void
  end: (reset: boolean) => void
  resetAfter: (direction: Direction, bytes: number) => void
  gone: Promise<unknown>
}>

function createPair(near: Socket, targetPort: number, frozen: ReadonlySet<Direction>): Pair {
  const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  const end = (reset: boolean): void => {
    for (const socket of [near, far]) reset ? socket.resetAndDestroy() : socket.destroy()
  }
  const pumps: Readonly<Record<Direction, Pump>> = {
    up: createPump(near, far, () => frozen.has('up'), end),
    down: createPump(far, near, () => frozen.has('down'), end),
  }
  const flow = () => {
    for (const direction of both) pumps[direction].flow()
  }
  flow()
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))
  return {
    flow,
    end,
    halfClose: (direction) => pumps[direction].finish(),
    resetAfter: (direction, bytes) => pumps[direction].resetAfter(bytes),
    gone: Promise.all([closed(near), closed(far)]),
  }
}

type Pump = Readonly<{ flow: () => void; finish: () => void; resetAfter: (bytes: number) => void }>

/** Passes what `source` says to `sink`; a socket that is paused tells neither its end nor its reset. */
function createPump(source: Socket, sink: Socket, isFrozen: () => boolean, end: (reset: boolean) => void): Pump {
  let left = Number.POSITIVE_INFINITY
  let isFinished = false
  let isBroken = false
  const flow = (): void => {
    if (isFrozen()) source.pause()
    else if (isBroken) end(true)
    else if (!sink.writableNeedDrain) source.resume()
  }
  const finish = (): void => {
    isFinished = true
    if (!sink.writableEnded) sink.end()
  }
  source.on('data', (chunk: Buffer) => {
    if (isFinished) return
    const passed = chunk.subarray(0, left)
    left -= passed.length
    if (left === 0) sink.write(passed, () => end(true))
    else if (!sink.write(passed)) source.pause()
  })
  sink.on('drain', flow)
  source.on('end', finish)
  source.on('error', () => {
    isBroken = true
    flow()
  })
  source.on('close', () => {
    if (!isFrozen() && !isBroken) finish()
  })
  return {
    flow,
    finish,
    resetAfter: (bytes) => {
      left = Math.max(1, bytes)
    },
  }
}
