/** Talks to a running page's server as the page would: a spoken question goes up, speech and words come back. On any Node from 18 on, with nothing installed. */

import { readFileSync } from 'node:fs'
import { openSocket } from './socket.mjs'

// Of shared/audio-format.ts and shared/answer-frame.ts, which no Node before 22.18 can read.
const FRAME_MS = 40
const SAMPLES_PER_MS = 24
const ANSWER_HEADER_BYTES = 8

/** A sentence for the person who runs the test. */
export class SmokeFailure extends Error {}

const WAV_HEADER_BYTES = 44

/** Quieter than this is no speech: RMS of 16-bit samples. */
const SPEECH_RMS = 100

const within = async (ms, sentence, work) => {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new SmokeFailure(sentence)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Exchanges the access code for the cookie that opens the socket; an open page needs none. */
async function getTicket(origin, code) {
  const asked = await fetch(new URL('/access', origin)).catch((error) => {
    throw new SmokeFailure(`${origin} cannot be reached: ${error instanceof Error ? error.message : error}.`)
  })
  if (!asked.ok) throw new SmokeFailure(`${origin} answers ${asked.status} to /access; is it this server?`)
  const { access } = await asked.json()
  if (access === 'granted') return undefined
  if (access === 'sign-in') throw new SmokeFailure('The page asks people to sign in; this test cannot do that.')
  if (!code) throw new SmokeFailure('The page asks for its access code; set ACCESS_CODE.')
  const response = await fetch(new URL('/access', origin), { method: 'POST', body: JSON.stringify({ code }) })
  if (!response.ok) throw new SmokeFailure(`The page did not accept the access code (${response.status}).`)
  return response.headers.get('set-cookie')?.split(';')[0]
}

/** `url` is the page's. Rejects with a `SmokeFailure` when it cannot be reached, does not understand, or stays silent. */
export async function talk(url, code, patienceMs = 60_000) {
  const origin = new URL(url)
  const cookie = await getTicket(origin, code)
  const talking = new AbortController()
  try {
    return await within(
      patienceMs,
      `No spoken answer within ${patienceMs / 1000} seconds.`,
      converse(new URL('/ws', origin), { origin: origin.origin, ...(cookie ? { cookie } : {}) }, talking.signal),
    )
  } finally {
    talking.abort()
  }
}

function converse(address, headers, signal) {
  const question = readFileSync(new URL('question.wav', import.meta.url)).subarray(WAV_HEADER_BYTES)
  const startedMs = performance.now()
  let readyMs = 0
  let saidMs = 0
  let answeredMs = 0
  let samples = 0
  let squares = 0
  let heard = ''
  let microphone

  return new Promise((resolve, reject) => {
    const socket = openSocket(address, headers, {
      error: (error) => reject(new SmokeFailure(`The page's socket failed: ${error.message}.`)),
      close: (code) => reject(new SmokeFailure(`The page closed its socket with ${code} before it answered.`)),
      binary: (frame) => listen(frame),
      text: (text) => read(JSON.parse(text)),
    })
    signal.addEventListener('abort', () => {
      clearInterval(microphone)
      socket.close()
    })

    /** As a microphone would: a frame each 40 ms, and silence after the question. */
    const speak = () => {
      const frameBytes = FRAME_MS * SAMPLES_PER_MS * 2
      let offset = 0
      microphone = setInterval(() => {
        const frame = Buffer.alloc(frameBytes)
        const rest = question.subarray(offset, offset + frameBytes)
        frame.set(rest)
        if (rest.length > 0 && offset + frameBytes >= question.length) saidMs = performance.now()
        offset += frameBytes
        socket.sendBinary(frame)
      }, FRAME_MS)
    }

    const listen = (frame) => {
      // What comes before the question is over is the agent's greeting.
      if (saidMs === 0) return
      if (samples === 0) answeredMs = performance.now() - saidMs
      for (let at = ANSWER_HEADER_BYTES; at + 1 < frame.length; at += 2) {
        squares += frame.readInt16LE(at) ** 2
        samples += 1
      }
    }

    const read = (message) => {
      switch (message.type) {
        case 'hello':
          return socket.sendText(JSON.stringify({ type: 'session.start' }))
        case 'session.ready':
          readyMs = performance.now() - startedMs
          return speak()
        case 'user.caption.done':
          heard = message.text ?? ''
          return
        case 'error':
          return message.fatal ? reject(new SmokeFailure(`${message.message} ${message.remedy}`)) : undefined
        case 'answer.done': {
          if (saidMs === 0) return
          if (Math.sqrt(squares / Math.max(1, samples)) < SPEECH_RMS)
            return reject(new SmokeFailure('The answer was silent.'))
          return resolve({
            readyMs,
            answeredMs,
            spokenMs: samples / SAMPLES_PER_MS,
            question: heard,
            answer: message.text,
          })
        }
      }
    }
  })
}
