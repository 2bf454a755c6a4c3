/** Microphones that begin when the test says so: no recording needs a silence before it in which the session gets ready. */

import { Buffer } from 'node:buffer'
import type { Page } from 'playwright-core'

type Held = { releaseMicrophone: () => void }
type Spoken = { speakInto: (pcm16: string, sampleRateHz: number) => void }

/** Runs in the page, before its own scripts: whoever asks for the microphone waits until it is released. */
function hold(): void {
  const released = new Promise<void>((resolve) => {
    Object.assign(window, { releaseMicrophone: resolve })
  })
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = (wishes) => released.then(() => ask(wishes))
}

/** Runs in the page, before its own scripts: the microphone is silent but for what the test speaks into it. */
function replace(): void {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext()
    const microphone = context.createMediaStreamDestination()
    // Never quite silent, as no room is: a microphone of zeros is a dead one.
    const room = context.createConstantSource()
    const hush = context.createGain()
    hush.gain.value = 1e-4
    room.connect(hush).connect(microphone)
    room.start()
    const speakInto = (pcm16: string, sampleRateHz: number) => {
      const bytes = Uint8Array.from(atob(pcm16), (character) => character.charCodeAt(0))
      const samples = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768)
      const recording = context.createBuffer(1, samples.length, sampleRateHz)
      recording.copyToChannel(samples, 0)
      const source = context.createBufferSource()
      source.buffer = recording
      source.connect(microphone)
      source.start()
    }
    Object.assign(window, { speakInto })
    return microphone.stream
  }
}

/** The browser's own microphone starts when `releaseMicrophone` is called. */
export async function holdMicrophone(page: Page): Promise<void> {
  await page.addInitScript(hold)
}

export const releaseMicrophone = (page: Page): Promise<void> =>
  page.evaluate(() => (window as unknown as Held).releaseMicrophone())

/** Puts a microphone into the page that hears what `speak` says, and nothing else. */
export async function replaceMicrophone(page: Page): Promise<void> {
  await page.addInitScript(replace)
}

export const speak = (page: Page, samples: Int16Array, sampleRateHz: number): Promise<void> => {
  const pcm16 = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64')
  return page.evaluate(([pcm16, sampleRateHz]) => (window as unknown as Spoken).speakInto(pcm16, sampleRateHz), [
    pcm16,
    sampleRateHz,
  ] as const)
}
