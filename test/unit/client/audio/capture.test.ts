/** The microphone is heard by the better of two ways, and by the other one where that fails; nothing is left of either. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openMicrophone } from '../../../../client/audio/capture.ts'
import type { CaptureEvent } from '../../../../client/audio/types.ts'

/** What a browser has, and how many of each are in use. */
let browser: {
  tracks: Set<EventTarget>
  workers: Set<FakeWorker>
  nodes: Set<EventTarget>
  loaded: string[]
  fails: 'nothing' | 'worker' | 'processor' | 'worklet' | 'microphone'
}

class FakeTrack extends EventTarget {
  stop = () => browser.tracks.delete(this)
}

class FakeWorker {
  onmessage?: (event: { data: unknown }) => void
  onerror?: () => void
  readonly told: unknown[] = []
  constructor(url: string) {
    browser.loaded.push(url)
    browser.workers.add(this)
    queueMicrotask(() => (browser.fails === 'worker' ? this.onerror?.() : this.onmessage?.({ data: 'loaded' })))
  }
  postMessage = (message: unknown) => this.told.push(message)
  terminate = () => browser.workers.delete(this)
}

class FakeNode extends EventTarget {
  readonly port = { postMessage: () => {}, close: () => browser.nodes.delete(this) }
  constructor() {
    super()
    browser.nodes.add(this)
  }
}

class FakeProcessor {
  readable = new ReadableStream()
  constructor() {
    if (browser.fails === 'processor') throw new TypeError('not audio')
  }
}

const context = {
  state: 'running',
  audioWorklet: {
    addModule: async (url: string) => {
      browser.loaded.push(url)
      if (browser.fails === 'worklet') throw new Error('gone')
    },
  },
} as unknown as AudioContext

beforeEach(() => {
  browser = { tracks: new Set(), workers: new Set(), nodes: new Set(), loaded: [], fails: 'nothing' }
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('Worker', FakeWorker)
  vi.stubGlobal('MediaStreamTrackProcessor', FakeProcessor)
  vi.stubGlobal('AudioWorkletNode', FakeNode)
  vi.stubGlobal(
    'MediaStreamAudioSourceNode',
    class {
      connect = () => {}
      disconnect = () => {}
    },
  )
  const getUserMedia = async () => {
    if (browser.fails === 'microphone') throw new DOMException('no', 'NotAllowedError')
    const track = new FakeTrack()
    browser.tracks.add(track)
    return { getTracks: () => [track], getAudioTracks: () => [track] }
  }
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const open = (events: CaptureEvent[] = []) =>
  openMicrophone(context, { frameMs: 40, urls: { worklet: 'worklet.js', worker: 'worker.js' } }, (event) =>
    events.push(event),
  )
const inUse = () => ({ tracks: browser.tracks.size, workers: browser.workers.size, nodes: browser.nodes.size })
const nothing = { tracks: 0, workers: 0, nodes: 0 }

const byTrack = { tracks: 1, workers: 1, nodes: 0 }
const byWorklet = { tracks: 1, workers: 0, nodes: 1 }

test.each([
  ['reads its track', () => {}, ['worker.js'], byTrack],
  [
    'without such tracks has a worklet',
    () => Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor'),
    ['worklet.js'],
    byWorklet,
  ],
  [
    'without the worker has a worklet',
    () => {
      browser.fails = 'worker'
    },
    ['worker.js', 'worklet.js'],
    byWorklet,
  ],
  [
    'whose track is refused has a worklet',
    () => {
      browser.fails = 'processor'
    },
    ['worker.js', 'worklet.js'],
    byWorklet,
  ],
])('a browser that %s, and stops it', async (_, change, loaded, used) => {
  change()
  const capture = await open()
  expect(browser.loaded).toEqual(loaded)
  expect(inUse()).toEqual(used)
  expect(capture.needsContext).toBe(used === byWorklet)
  capture.stop()
  capture.stop()
  expect(inUse()).toEqual(nothing)
})

describe('nothing is left', () => {
  test('of a worker where there is no microphone', async () => {
    browser.fails = 'microphone'
    await expect(open()).rejects.toMatchObject({ refusal: 'denied' })
    expect(inUse()).toEqual(nothing)
  })

  test('of a microphone where nothing can hear it', async () => {
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor')
    browser.fails = 'worklet'
    await expect(open()).rejects.toThrow('gone')
    expect(inUse()).toEqual(nothing)
  })
})

test('what the worker reports is told, a track or a worker that ends is a lost microphone, and after the stop nothing is told', async () => {
  const events: CaptureEvent[] = []
  const capture = await open(events)
  const [worker] = browser.workers
  const [track] = browser.tracks
  const pcm = new ArrayBuffer(1920)
  const says = () => worker?.onmessage?.({ data: { type: 'frame', pcm, rms: 0.1, clipped: false } })
  says()
  worker?.onmessage?.({ data: { type: 'dead' } })
  track?.dispatchEvent(new Event('ended'))
  worker?.onerror?.()
  capture.setMuted(true)
  expect(worker?.told).toMatchObject([
    { type: 'read', frameMs: 40 },
    { type: 'mute', muted: true },
  ])
  capture.stop()
  says()
  track?.dispatchEvent(new Event('ended'))
  expect(events).toEqual([
    { type: 'microphone.audio', pcm },
    { type: 'microphone.level', rms: 0.1, clipped: false },
    { type: 'microphone.dead' },
    { type: 'microphone.lost' },
    { type: 'microphone.lost' },
  ])
})

test('the worklet goes on with silence where it is given no channel, as after the end of a track, until it is stopped', async () => {
  type Processor = { process(inputs: Float32Array[][]): boolean; port: { onmessage(message: object): void } }
  const made: (new (options: object) => Processor)[] = []
  const frames: unknown[] = []
  vi.stubGlobal('sampleRate', 24_000)
  vi.stubGlobal('registerProcessor', (_name: string, Made: (typeof made)[number]) => made.push(Made))
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      port = { postMessage: ({ rms }: { rms: number }) => frames.push(rms) }
    },
  )
  // The types of the audio thread are no types of a test.
  await import(new URL('../../../../client/audio/capture.worklet.ts', import.meta.url).href)
  const [Made = Object as never] = made
  const processor = new Made({ processorOptions: { frameMs: 20 } })
  const pull = (...inputs: Float32Array[][]) => {
    for (let quantum = 0; quantum < 8; quantum++) processor.process(inputs)
    return frames.splice(0)
  }
  expect(pull([new Float32Array(128).fill(0.5)])).toEqual([expect.closeTo(0.5), expect.closeTo(0.5)])
  expect([pull([]), pull()]).toEqual([
    [expect.any(Number), 0],
    [0, 0],
  ])
  processor.port.onmessage({ data: { type: 'stop' } })
  expect([pull([]), processor.process([[]])]).toEqual([[], false])
})
