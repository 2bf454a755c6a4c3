/** When a session's audio context rests: never while the microphone is heard by it. And no microphone is asked for after its end. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openAudio } from '../../../../client/ports/audio.ts'
import type { Event } from '../../../../client/state/events.ts'

class FakeContext extends EventTarget {
  state = 'suspended'
  audioWorklet: object | undefined = { addModule: async () => {} }
  async resume(): Promise<void> {
    this.state = 'running'
  }
  async suspend(): Promise<void> {
    this.state = 'suspended'
  }
  async close(): Promise<void> {
    this.state = 'closed'
  }
}

let context: FakeContext
/** how often a microphone was asked for */
let asked: number
/** what a silent player was told to play */
let read: unknown[]
beforeEach(() => {
  context = new FakeContext()
  asked = 0
  read = []
  vi.stubGlobal('countAsked', () => asked++)
  vi.stubGlobal('read', (...given: unknown[]) => read.push(given))
  vi.stubGlobal('AudioContext', function open() {
    return context
  })
  vi.stubGlobal('document', new EventTarget())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Stands in for `devices.ts`, as the page would fetch it: the second microphone may be another one than the first. */
function devicesOf(needs: readonly boolean[]): string {
  const source = `const needs = ${JSON.stringify(needs)}
    export const openMicrophone = async () => (countAsked(), { needsContext: needs.shift(), setMuted() {}, stop() {} })
    export const createPlayer = async () => ({ play() {}, stop() {} })`
  return `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
}

const silentPlayer = `data:text/javascript,${encodeURIComponent('export const createSilentPlayer = () => ({ play: read, stop() {} })')}`

const urlsOf = (needs: readonly boolean[]) => ({
  playerWorklet: '',
  captureWorklet: '',
  captureWorker: '',
  devices: devicesOf(needs),
  silentPlayer,
})

async function open(...needs: readonly boolean[]) {
  const waiting: ((event: Event) => void)[] = []
  const told = (kind: 'audio' | 'microphone') =>
    new Promise<void>((resolve) => waiting.push(({ type }) => type.startsWith(kind) && resolve()))
  const opened = told('audio')
  const audio = openAudio(urlsOf(needs), (event) => {
    for (const hear of waiting) hear(event)
  })
  await opened
  const listen = async () => {
    const heard = told('microphone')
    audio.perform({ type: 'openMicrophone', frameMs: 40 })
    await heard
  }
  return { ...audio, listen }
}

test.each([
  ['its track', false, 'suspended'],
  ['the context', true, 'running'],
] as const)('a microphone that is heard by %s: the context that may rest is %s', async (_, needsContext, state) => {
  const audio = await open(needsContext)
  await audio.listen()
  audio.perform({ type: 'rest' })
  expect(context.state).toBe(state)
  audio.perform({ type: 'wake' })
  expect(context.state).toBe('running')
  audio.close()
})

test('without a microphone nothing rests, and one that needs the context wakes it', async () => {
  const audio = await open(false, true)
  audio.perform({ type: 'rest' })
  expect(context.state).toBe('running')
  await audio.listen()
  audio.perform({ type: 'rest' })
  expect(context.state).toBe('suspended')
  await audio.listen()
  expect(context.state).toBe('running')
  audio.close()
})

test('a session that ends before its devices have come asks for no microphone', async () => {
  const needs = [false, false]
  const ended = openAudio(urlsOf(needs), () => {})
  ended.perform({ type: 'openMicrophone', frameMs: 40 })
  ended.close()
  // They have come for the next session, and so for that one.
  const audio = await open(...needs)
  await audio.listen()
  expect(asked).toBe(1)
  audio.close()
})

test('where the browser gives no audio thread, as on an insecure address, what is said goes to a silent player at once', async () => {
  context.audioWorklet = undefined
  context.resume = () => new Promise(() => {})
  const audio = await open()
  const pcm = new Int16Array(1)
  audio.perform({ type: 'play', answer: 1, offsetSamples: 0, pcm })
  expect(read).toEqual([[1, 0, pcm]])
  audio.close()
})
