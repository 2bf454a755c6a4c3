/** The page's end of the wire: messages and audio in, messages and microphone frames out. Nothing it receives makes it throw. */

import { decodeAnswerFrame } from '../../shared/answer-frame.ts'
import { msToBytes } from '../../shared/audio-format.ts'
import type { ClientMessage } from '../../shared/client-messages.ts'
import { REDIALLED_CODE } from '../../shared/errors.ts'
import { serverMessage } from '../../shared/messages.ts'
import type { SocketEvent } from '../state/events.ts'
import { SILENT_AFTER_MS } from '../state/link.ts'

/** A second of speech may wait for a network that is slow. What is older than that is no conversation any more. */
export const BUFFERED_MAX_BYTES = msToBytes(1000)

/** A network that stalls loses no word, for as long as the page waits for it before it dials again. */
const STALLED_MAX_BYTES = msToBytes(SILENT_AFTER_MS)

/** Dropped frames are reported at once, and then in lots of so many. */
const REPORT_EVERY_FRAMES = 25

/** RFC 6455, 7.4.1: what the platform reports when no close frame came; also ours when a socket could not even be made. */
const ABNORMAL_CLOSE = 1006

export interface Socket {
  send(message: ClientMessage): void
  /** Sends one microphone frame, or drops it while too much is waiting: a second for long, or more than a stalled network is waited for. */
  sendAudio(pcm: ArrayBuffer): void
  /** Closes without a further event. */
  close(): void
  /** Closes without a further event, and tells the server, if it can still be told, that the page comes back on another socket. */
  giveUp(): void
}

/** Connects to `url` and reports what comes of it; `socket.closed` comes at most once and last. */
export function openSocket(
  url: string,
  emit: (event: SocketEvent) => void,
  nowMs: () => number = () => performance.now(),
  open: (url: string) => WebSocket = (address) => new WebSocket(address),
): Socket {
  const socket = open(url)
  socket.binaryType = 'arraybuffer'
  let opened = false
  let silenced = false
  const counter = createDropCounter(emit)
  let behindSinceMs: number | undefined
  const isTooFull = (waitingBytes: number): boolean => {
    const now = nowMs()
    behindSinceMs = waitingBytes > BUFFERED_MAX_BYTES ? (behindSinceMs ?? now) : undefined
    if (behindSinceMs === undefined) return false
    return waitingBytes > STALLED_MAX_BYTES || now - behindSinceMs > SILENT_AFTER_MS
  }

  const tell = (event: SocketEvent) => {
    if (!silenced) emit(event)
  }
  const end = (code: number) => {
    silenced = true
    socket.close(code)
  }
  socket.onopen = () => {
    opened = true
  }
  socket.onmessage = ({ data }) => tell(readData(data))
  socket.onclose = ({ code, reason }) => {
    tell({ type: 'socket.closed', code: code || ABNORMAL_CLOSE, reason: reason || undefined, opened })
    silenced = true
  }

  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    sendAudio: (pcm) => {
      if (socket.readyState !== WebSocket.OPEN) return
      if (isTooFull(socket.bufferedAmount)) {
        counter.drop()
        return
      }
      counter.pass()
      socket.send(pcm)
    },
    close: () => end(1000),
    giveUp: () => end(REDIALLED_CODE),
  }
}

function readData(data: unknown): SocketEvent {
  if (data instanceof ArrayBuffer) {
    const frame = decodeAnswerFrame(data)
    return 'fault' in frame ? { type: 'socket.garbled', fault: frame.fault } : { type: 'socket.audio', frame }
  }
  if (typeof data !== 'string') return { type: 'socket.garbled', fault: 'a message that is neither text nor audio' }
  const read = serverMessage.safeParse(parseJson(data))
  if (read.success) return { type: 'socket.message', message: read.data }
  const [issue] = read.error.issues
  return { type: 'socket.garbled', fault: `an unknown message: ${issue?.path.join('.') || issue?.code || 'no reason'}` }
}

/** `undefined` is no message of the contract, so what is not JSON fails there. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts dropped frames, so that a slow network does not make an event of each. */
function createDropCounter(emit: (event: SocketEvent) => void) {
  let unreported = 0
  let dropping = false
  const report = () => {
    if (unreported > 0) emit({ type: 'socket.choked', frames: unreported })
    unreported = 0
  }
  return {
    drop: () => {
      unreported += 1
      if (!dropping || unreported >= REPORT_EVERY_FRAMES) report()
      dropping = true
    },
    pass: () => {
      dropping = false
      report()
    },
  }
}
