/** A real Chromium whose microphone is a WAV file, or refused, or absent. */

import { type Browser, chromium } from 'playwright-core'
import { findProgram } from './programs.ts'

/** `file`: path of a WAV, heard once, then silence. `refused`: the person says no. `absent`: no device. */
export type FakeMicrophone = { file: string } | 'refused' | 'absent'

const quiet = [
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

export const openBrowser = (microphone: FakeMicrophone): Promise<Browser> =>
  chromium.launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    headless: true,
    chromiumSandbox: false,
    args: [...quiet, ...flagsOf(microphone)],
  })
