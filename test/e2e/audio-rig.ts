/** Serves the real worklets and a page around them to a real Chromium, and reads what went to its speaker. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type FakeMicrophone, openBrowser, useBrowsers } from '../support/browser.ts'
import { readAsText, soundOf } from '../support/tap.ts'
import type { PageAudio } from './audio-page.ts'

declare const audio: PageAudio

/** Loaded before the worklets, so that it can count what becomes of them. */
const probe = `
const calls = {}
const register = registerProcessor
globalThis.registerProcessor = (name, Processor) => register(name, class extends Processor {
  process(...quantum) {
    calls[name] = (calls[name] ?? 0) + 1
    return super.process(...quantum)
  }
})
register('probe', class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.port.onmessage = ({ data }) => this.port.postMessage(calls[data] ?? 0)
  }
  process() { return true }
})
register('recorder', class extends AudioWorkletProcessor {
  process([[samples]]) {
    if (samples?.some((sample) => sample !== 0)) this.port.postMessage({ frame: currentFrame, samples: samples.slice() })
    return true
  }
})`

const here = import.meta.dirname
const entryPoints = {
  page: join(here, 'audio-page.ts'),
  'player.worklet': join(here, '../../client/audio/player.worklet.ts'),
  'capture.worker': join(here, '../../client/audio/capture.worker.ts'),
  'capture.worklet': join(here, '../../client/audio/capture.worklet.ts'),
}

/** Call once in a test file: starts the server before its tests, ends each test's pages and browsers, stops the server at the end. */
export function useAudioPage() {
  const folder = mkdtempSync(join(tmpdir(), 'audio-test-'))
  const scripts = new Map<string, string>([['/probe.worklet.js', probe]])
  const browsers: Browser[] = []
  // A real server: Chromium fetches worklets where no `page.route` reaches.
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '')
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? '<script type="module" src="/page.js"></script>')
  })

  beforeAll(async () => {
    const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', outdir: folder, write: false })
    for (const file of outputFiles) scripts.set(file.path.slice(folder.length), file.text)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close()
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  const newPage = useBrowsers()

  /** A browser of its own: what the file holds differs from test to test. */
  const openWithFile = async (microphone: FakeMicrophone): Promise<Page> => {
    const browser = await openBrowser(microphone)
    browsers.push(browser)
    return browser.newPage()
  }

  return {
    /** where the microphone's WAV file may lie */
    wavPath: join(folder, 'microphone.wav'),
    openPage: async (microphone: FakeMicrophone): Promise<Page> => {
      const page = await (typeof microphone === 'string' ? newPage(microphone) : openWithFile(microphone))
      const { port } = server.address() as AddressInfo
      await page.goto(`http://127.0.0.1:${port}/`)
      await page.waitForFunction(() => 'audio' in window)
      return page
    },
  }
}

/** What went to the speaker, or came from the microphone, so far, from its first audible quantum to its last. */
export async function readSound(page: Page): Promise<Float32Array> {
  const quanta = await readAsText(page, () =>
    audio.quanta.map(({ frame, samples }) => ({ frame, samples: [...samples] })),
  )
  return soundOf({ quanta: quanta.map(({ frame, samples }) => ({ frame, samples: Float32Array.from(samples) })) })
}

/** Waits until the processor was not called for a tenth of a second of the audio clock. */
export async function untilNotCalled(page: Page, processor: string): Promise<void> {
  await page.waitForFunction(async (processor) => {
    const before = await audio.calls(processor)
    const from = audio.context.currentTime
    while (audio.context.currentTime < from + 0.1) await new Promise(requestAnimationFrame)
    return before > 0 && (await audio.calls(processor)) === before
  }, processor)
}
