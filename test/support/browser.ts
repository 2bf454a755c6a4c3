/** A real Chromium whose microphone is a WAV file, or refused, or absent. */

import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach } from 'vitest'
import { findProgram } from './programs.ts'

/** `file`: path of a WAV, heard once, then silence. `refused`: the person says no. `absent`: no device. */
export type FakeMicrophone = { file: string } | 'refused' | 'absent'

/** A name for this machine that a browser does not take for a secure address. */
export const PLAIN_HOST = 'plain.example'

const quiet = [
  `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const flagsOf = (microphone: FakeMicrophone): string[] => {
  if (microphone === 'absent') return ['--use-fake-ui-for-media-stream']
  if (microphone === 'refused') return ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream']
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone.file}%noloop`,
  ]
}

/** The command and the flags of a Chromium with that microphone. */
export const chromiumWith = (microphone: FakeMicrophone) => ({
  path: findProgram('chromium') ?? 'chromium',
  flags: [...quiet, ...flagsOf(microphone)],
})

export function openBrowser(microphone: FakeMicrophone): Promise<Browser> {
  const { path, flags } = chromiumWith(microphone)
  return chromium.launch({ executablePath: path, headless: true, chromiumSandbox: false, args: flags })
}

/**
 * Call once in a test file, below its own hooks: one browser for each microphone, as a start costs more than most tests, and a page in
 * a context of its own. Closes the contexts before the hooks above run, and the browsers at the end.
 */
export function useBrowsers(): (microphone: FakeMicrophone, options?: BrowserContextOptions) => Promise<Page> {
  const browsers = new Map<string, Promise<Browser>>()
  const contexts: BrowserContext[] = []
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    for (const browser of browsers.values()) await (await browser).close()
  })
  return async (microphone, options = {}) => {
    const kind = JSON.stringify(microphone)
    const browser = browsers.get(kind) ?? openBrowser(microphone)
    browsers.set(kind, browser)
    // Without a GPU the animations take most of a processor; the tests of motion ask for it.
    const context = await (await browser).newContext({ reducedMotion: 'reduce', ...options })
    contexts.push(context)
    return context.newPage()
  }
}
