/** Where the log's lines go: a file descriptor that may be full, gone or stuck, none of which may end or hold up the server. */

/** Writes all of `bytes` or a part of it, and tells how much; any number of errors is survived. */
export type WriteBytes = (bytes: Uint8Array, done: (error: Error | null, byteLength: number) => void) => void

export type SinkOptions = Readonly<{
  write: WriteBytes
  /** Called when lines go out again after `lines` could not. */
  onRecovered: (lines: number) => void
  /** Runs something later: a descriptor that takes nothing just now is tried again. */
  later: (afterMs: number, run: () => void) => void
}>

export type Sink = Readonly<{
  line: (text: string) => void
  /** Resolves when all that was given so far is written or lost. */
  flushed: () => Promise<void>
}>

/** Lines that wait for the descriptor, in bytes; what comes on top is lost, and counted. */
const QUEUE_BYTES = 1024 * 1024

const AGAIN_AFTER_MS = 50

export function createSink({ write, onRecovered, later }: SinkOptions): Sink {
  let waiting: string[] = []
  let waitingLength = 0
  let busy = false
  let lost = 0
  const idle: (() => void)[] = []

  const pump = (): void => {
    if (busy) return
    if (waiting.length === 0) {
      for (const resolve of idle.splice(0)) resolve()
      return
    }
    busy = true
    const lines = waiting.length
    const bytes = new TextEncoder().encode(waiting.join(''))
    waiting = []
    waitingLength = 0
    push(bytes, lines)
  }

  const push = (bytes: Uint8Array, lines: number): void =>
    write(bytes, (error, byteLength) => {
      if (error && 'code' in error && error.code === 'EAGAIN') return later(AGAIN_AFTER_MS, () => push(bytes, lines))
      if (!error && byteLength < bytes.length) return push(bytes.subarray(byteLength), lines)
      busy = false
      if (error) lost += lines
      else if (lost > 0) {
        const missed = lost
        lost = 0
        onRecovered(missed)
      }
      pump()
    })

  return {
    line: (text) => {
      if (waitingLength + text.length > QUEUE_BYTES) {
        lost += 1
        return
      }
      waiting.push(`${text}\n`)
      waitingLength += text.length + 1
      pump()
    },
    flushed: () =>
      new Promise((resolve) => {
        idle.push(resolve)
        if (!busy) pump()
      }),
  }
}
