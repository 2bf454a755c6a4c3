/** Measures how late the microphone of other calls arrives while the service of one call is hostile: the lag of the event loop that they share. */

import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { FRAME_MS, msToBytes } from '../../shared/audio-format.ts'
import { ACKNOWLEDGE_EVERY } from '../../shared/counted.ts'
import { type Runtime, run } from '../contract/runtimes.ts'
import { attackNames, barrage } from './attacks.ts'
import { onService } from './contenders.ts'
import { beats, follow, sleep } from './schedule.ts'
import { delayOfBase64, stamp } from './stamp.ts'
import { quantile } from './statistics.ts'

const VICTIMS = 10
const WARM_UP_MS = 1_500
const WINDOW_MS = 8_000

export type LagSample = Readonly<{
  runtime: string
  attack: string
  p50Ms: number
  p99Ms: number
  longestMs: number
  /** frames whose delay was measured */
  frames: number
  /** what the hostile service got rid of */
  mibPerSecond: number
  /** calls of others that were cut off */
  lost: number
  /** how late this process itself was at most, which is in the delays */
  benchLongestMs: number
}>

/** A service that is hostile to the first call that comes, on every connection that it makes, and tells of the frames of the others. */
async function startService(attack: string, heard: (frame: Buffer) => void) {
  const blast = barrage(attack)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  let enemy: string | undefined
  let isOver = false
  let sentBytes = 0
  const fire = (socket: Duplex): void => {
    if (isOver || socket.destroyed || blast === undefined) return
    socket.write(blast, (error) => {
      sentBytes += blast.length
      if (!error) fire(socket)
    })
  }
  server.on('connection', (socket, request) => {
    const call = String(request.headers['x-ms-client-request-id'])
    enemy ??= call
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => {
      if (isAppend(data)) return call === enemy ? undefined : heard(data)
      if (!data.includes('"session.update"')) return
      socket.send('{"type":"session.updated","session":{}}')
      // The first frames of a barrage may be lost on a page that is not ready; it has no end.
      if (call === enemy) fire(request.socket)
    })
    socket.send('{"type":"session.created","session":{}}')
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    sentBytes: () => sentBytes,
    stop: () => {
      isOver = true
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

const APPEND = '{"type":"input_audio_buffer.append","audio":"'
const isAppend = (data: Buffer): boolean => data.subarray(0, APPEND.length).toString('latin1') === APPEND

/** How late the event loop of this process is: talkers and service live in it. */
function watchOwnLag(everyMs = 5) {
  let longestMs = 0
  let lastMs = performance.now()
  const timer = setInterval(() => {
    const nowMs = performance.now()
    longestMs = Math.max(longestMs, nowMs - lastMs - everyMs)
    lastMs = nowMs
  }, everyMs)
  return { longestMs: () => longestMs, stop: () => clearInterval(timer) }
}

/** A page that talks all the time, and comes anew when its call is ended. */
function startPage(port: number, phaseMs: number, live: () => void, lost: () => void): () => void {
  let isOver = false
  let stop = () => {}
  const open = () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false })
    let hush = () => {}
    let isGreeted = false
    let received = 0
    stop = () => {
      hush()
      socket.terminate()
    }
    socket.on('message', (data: Buffer, isBinary) => {
      received += 1
      if (received % ACKNOWLEDGE_EVERY === 0) socket.send(JSON.stringify({ type: 'received', count: received }))
      if (isBinary) return
      if (!isGreeted) {
        isGreeted = true
        return socket.send('{"type":"session.start"}')
      }
      if (!data.includes('"session.ready"')) return
      live()
      hush = follow(beats(FRAME_MS, phaseMs), () => {
        const pcm = Buffer.alloc(msToBytes(FRAME_MS))
        stamp().copy(pcm)
        socket.send(pcm)
      })
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      hush()
      if (isOver) return
      lost()
      open()
    })
  }
  open()
  return () => {
    isOver = true
    stop()
  }
}

async function measure(runtime: Runtime, attack: string): Promise<LagSample> {
  let delays: number[] = []
  const service = await startService(attack, (data) => delays.push(delayOfBase64(data, APPEND.length)))
  const server = run(runtime, runtime.sources, {
    PORT: '0',
    MAX_SESSIONS_PER_ADDRESS: '100',
    RESUME_SECONDS: '0',
    ...onService(service.port),
  })
  const stops: (() => void)[] = []
  try {
    const [, port] = await server.printed(/Listening on http:\/\/localhost:(\d+)\//)
    await new Promise<void>((live) => stops.push(startPage(Number(port), 0, live, () => {})))
    let lost = 0
    for (let index = 0; index < VICTIMS; index++)
      stops.push(
        startPage(
          Number(port),
          (index / VICTIMS) * FRAME_MS,
          () => {},
          () => lost++,
        ),
      )
    await sleep(WARM_UP_MS)
    delays = []
    const before = service.sentBytes()
    const own = watchOwnLag()
    await sleep(WINDOW_MS)
    own.stop()
    const [p50Ms, p99Ms, longestMs] = [0.5, 0.99, 1].map((share) => quantile(delays, share))
    const mibPerSecond = (service.sentBytes() - before) / 1024 / 1024 / (WINDOW_MS / 1000)
    return {
      runtime: runtime.name,
      attack,
      p50Ms: p50Ms ?? Number.NaN,
      p99Ms: p99Ms ?? Number.NaN,
      longestMs: longestMs ?? Number.NaN,
      frames: delays.length,
      mibPerSecond,
      lost,
      benchLongestMs: own.longestMs(),
    }
  } finally {
    for (const stop of stops) stop()
    await server.kill()
    service.stop()
  }
}

/** Takes about 11 s for each runtime and kind of hostility. `note` is told of each as it ends. */
export async function measureLag(
  runtimes: readonly Runtime[],
  note: (sample: LagSample) => void,
): Promise<readonly LagSample[]> {
  const samples: LagSample[] = []
  for (const attack of attackNames)
    for (const runtime of runtimes) {
      const sample = await measure(runtime, attack)
      samples.push(sample)
      note(sample)
    }
  return samples
}
