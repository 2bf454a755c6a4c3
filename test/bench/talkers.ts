/** The near end of the bench: talkers who send a microphone frame every 40 ms and read all that comes down. */

import { WebSocket } from 'ws'
import { ANSWER_FRAME_HEADER_BYTES } from '../../shared/answer-frame.ts'
import { FRAME_MS, msToBytes } from '../../shared/audio-format.ts'
import { ACKNOWLEDGE_EVERY } from '../../shared/counted.ts'
import { beats, follow } from './schedule.ts'
import { createDelays, delayOf, delayOfBase64, STAMP_BYTES, STAMP_CHARACTERS, stamp } from './stamp.ts'

/** How a talker speaks: as our page, or as a client of the service itself, whose wire the pipe and the pass-through carry. */
export type Dialect = Readonly<{
  path: string
  /** the answer to the server's first words */
  opening: string
  /** the message that says that audio may flow */
  readyType: string
  /** a microphone frame that leaves now; undefined for one who is silent and whose microphone is */
  frame: (() => Buffer | string) | undefined
  /** how late the sound in a message is, in ms; undefined where there is none in it */
  delayMs: (data: Buffer, isBinary: boolean) => number | undefined
  /** what is said now and then of how much was received; the service wants nothing of the kind */
  acknowledgement: ((received: number) => string | undefined) | undefined
}>

const pcm = Buffer.from(Uint8Array.from({ length: msToBytes(FRAME_MS) }, (_, index) => (index * 167) & 255))

export const pageDialect: Dialect = {
  path: '/ws',
  opening: JSON.stringify({ type: 'session.start' }),
  readyType: 'session.ready',
  frame: () => Buffer.concat([stamp(), pcm.subarray(STAMP_BYTES)]),
  delayMs: (data, isBinary) => (isBinary ? delayOf(data.subarray(ANSWER_FRAME_HEADER_BYTES)) : undefined),
  acknowledgement: (received) =>
    received % ACKNOWLEDGE_EVERY === 0 ? JSON.stringify({ type: 'received', count: received }) : undefined,
}

/** Larger than any event of the canned turn without audio, smaller than one with. */
const AUDIO_EVENT_MIN_BYTES = 4_000
const DELTA = Buffer.from('"delta":"')
const pcmBase64 = pcm.toString('base64').slice(STAMP_CHARACTERS)

export const serviceDialect: Dialect = {
  path: '/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime',
  opening: JSON.stringify({ type: 'session.update', session: { modalities: ['text', 'audio'] } }),
  readyType: 'session.updated',
  frame: () => `{"type":"input_audio_buffer.append","audio":"${stamp().toString('base64')}${pcmBase64}"}`,
  delayMs: (data) =>
    data.length < AUDIO_EVENT_MIN_BYTES ? undefined : delayOfBase64(data, data.indexOf(DELTA) + DELTA.length),
  acknowledgement: undefined,
}

/** `takeDelaysMs`: how late the sound of answers arrived, in ms; what was asked for before is forgotten. */
export type Talkers = Readonly<{ counts: () => TalkerCounts; takeDelaysMs: () => readonly number[]; stop: () => void }>
export type TalkerCounts = Readonly<{ framesSent: number; audioMessages: number; lost: number }>

/** Connects `count` talkers and resolves when all of them are live. Their frames are spread evenly over 40 ms. */
export async function startTalkers(port: number, dialect: Dialect, count: number): Promise<Talkers> {
  const counts = { framesSent: 0, audioMessages: 0, lost: 0 }
  const delays = createDelays()
  const stops = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startTalker(port, dialect, (index / count) * FRAME_MS, counts, delays.add),
    ),
  )
  return {
    counts: () => ({ ...counts }),
    takeDelaysMs: delays.take,
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}

function startTalker(
  port: number,
  dialect: Dialect,
  phaseMs: number,
  counts: { framesSent: number; audioMessages: number; lost: number },
  late: (delayMs: number) => void,
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${dialect.path}`, { perMessageDeflate: false })
    let phase: 'greeting' | 'opening' | 'live' | 'over' = 'greeting'
    let hush = () => {}
    let received = 0
    const stop = () => {
      phase = 'over'
      hush()
      socket.terminate()
    }
    socket.on('message', (data: Buffer, isBinary) => {
      received += 1
      if (phase === 'live') {
        const delayMs = dialect.delayMs(data, isBinary)
        if (delayMs !== undefined) {
          counts.audioMessages += 1
          late(delayMs)
        }
        const acknowledgement = dialect.acknowledgement?.(received)
        if (acknowledgement) socket.send(acknowledgement)
      } else if (phase === 'greeting') {
        phase = 'opening'
        socket.send(dialect.opening)
      } else if (phase === 'opening' && data.toString().includes(`"${dialect.readyType}"`)) {
        phase = 'live'
        const { frame } = dialect
        if (frame !== undefined)
          hush = follow(beats(FRAME_MS, phaseMs), () => {
            socket.send(frame())
            counts.framesSent += 1
          })
        resolve(stop)
      }
    })
    socket.on('error', reject)
    socket.on('close', (code) => {
      hush()
      if (phase !== 'over') counts.lost += 1
      reject(new Error(`The connection of a talker was closed with ${code} before its session was ready.`))
    })
  })
}
