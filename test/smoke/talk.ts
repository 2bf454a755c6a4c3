/** Talks to a running page's server as the page would: a spoken question goes up, speech and words come back. */

import { readFileSync } from 'node:fs'
import WebSocket from 'ws'
import { decodeAnswerFrame } from '../../shared/answer-frame.ts'
import { FRAME_MS, msToSamples, samplesToMs } from '../../shared/audio-format.ts'
import { serverMessage } from '../../shared/messages.ts'

export type Report = Readonly<{
  readyMs: number
  /** from the last sample of the question to the first of the answer, turn detection included */
  answeredMs: number
  spokenMs: number
  question: string
  answer: string
}>

/** A sentence for the person who runs the test. */
export class SmokeFailure extends Error {}

const WAV_HEADER_BYTES = 44

/** Quieter than this is no speech: RMS of 16-bit samples. */
const SPEECH_RMS = 100

const within = async <Value>(ms: number, sentence: string, work: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SmokeFailure(sentence)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Exchanges the access code for the cookie that opens the socket; an open page needs none. */
async function getTicket(origin: URL, code: string | undefined): Promise<string | undefined> {
  const asked = await fetch(new URL('/access', origin)).catch((error: unknown) => {
    throw new SmokeFailure(`${origin} cannot be reached: ${error instanceof Error ? error.message : error}.`)
  })
  if (!asked.ok) throw new SmokeFailure(`${origin} answers ${asked.status} to /access; is it this server?`)
  const { access } = (await asked.json()) as { access: string }
  if (access === 'granted') return undefined
  if (access === 'sign-in') throw new SmokeFailure('The page asks people to sign in; this test cannot do that.')
  if (!code) throw new SmokeFailure('The page asks for its access code; set ACCESS_CODE.')
  const response = await fetch(new URL('/access', origin), { method: 'POST', body: JSON.stringify({ code }) })
  if (!response.ok) throw new SmokeFailure(`The page did not accept the access code (${response.status}).`)
  return response.headers.get('set-cookie')?.split(';')[0]
}

/** `url` is the page's. Rejects with a `SmokeFailure` when it cannot be reached, does not understand, or stays silent. */
export async function talk(url: string, code?: string, patienceMs = 60_000): Promise<Report> {
  const origin = new URL(url)
  const cookie = await getTicket(origin, code)
  const address = new URL('/ws', origin)
  address.protocol = address.protocol.replace('http', 'ws')
  const socket = new WebSocket(address, { headers: { origin: origin.origin, ...(cookie ? { cookie } : {}) } })
  try {
    return await within(patienceMs, `No spoken answer within ${patienceMs / 1000} seconds.`, converse(socket))
  } finally {
    socket.close()
    socket.on('error', () => {})
  }
}

function converse(socket: WebSocket): Promise<Report> {
  const question = readFileSync(new URL('question.wav', import.meta.url)).subarray(WAV_HEADER_BYTES)
  const startedMs = performance.now()
  let readyMs = 0
  let saidMs = 0
  let answeredMs = 0
  let samples = 0
  let squares = 0
  let heard = ''
  let microphone: NodeJS.Timeout | undefined

  /** As a microphone would: a frame each 40 ms, and silence after the question. */
  const speak = () => {
    const frameBytes = msToSamples(FRAME_MS) * 2
    let offset = 0
    microphone = setInterval(() => {
      const frame = Buffer.alloc(frameBytes)
      const rest = question.subarray(offset, offset + frameBytes)
      frame.set(rest)
      if (rest.length > 0 && offset + frameBytes >= question.length) saidMs = performance.now()
      offset += frameBytes
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    }, FRAME_MS)
  }

  const listen = (data: Buffer) => {
    const frame = decodeAnswerFrame(new Uint8Array(data).buffer)
    // What comes before the question is over is the agent's greeting.
    if ('fault' in frame || saidMs === 0) return
    if (samples === 0) answeredMs = performance.now() - saidMs
    samples += frame.pcm.length
    for (const sample of frame.pcm) squares += sample * sample
  }

  return new Promise<Report>((resolve, reject) => {
    socket.on('error', (error) => reject(new SmokeFailure(`The page's socket failed: ${error.message}.`)))
    socket.on('close', (close) =>
      reject(new SmokeFailure(`The page closed its socket with ${close} before it answered.`)),
    )
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return listen(data)
      const { data: message } = serverMessage.safeParse(JSON.parse(String(data)))
      switch (message?.type) {
        case 'hello':
          return socket.send(JSON.stringify({ type: 'session.start' }))
        case 'session.ready':
          readyMs = performance.now() - startedMs
          return speak()
        case 'user.caption.done':
          heard = message.text ?? ''
          return
        case 'error':
          return message.fatal ? reject(new SmokeFailure(`${message.message} ${message.remedy}`)) : undefined
        case 'answer.done': {
          const loudness = Math.sqrt(squares / Math.max(1, samples))
          if (saidMs === 0) return
          if (loudness < SPEECH_RMS) return reject(new SmokeFailure('The answer was silent.'))
          return resolve({ readyMs, answeredMs, spokenMs: samplesToMs(samples), question: heard, answer: message.text })
        }
      }
    })
  }).finally(() => clearInterval(microphone))
}
