/** Listens to what really leaves a page for its speaker, sample by sample, without a line of test code in the page. */

import type { BrowserContextOptions, Page } from 'playwright-core'

const workletSource = `
registerProcessor('tap', class extends AudioWorkletProcessor {
  process([input]) {
    const samples = input[0]
    if (samples && samples.some((sample) => sample !== 0)) this.port.postMessage({ frame: currentFrame, samples: samples.slice() })
    return true
  }
})`

/** Runs before the page's own scripts: taps every node that is connected to a speaker, and notes when each control message arrives. */
const initScript = `
const tapUrl = URL.createObjectURL(new Blob([${JSON.stringify(workletSource)}], { type: 'text/javascript' }))
window.tapped = { quanta: [], messages: [], contexts: [] }
const connect = AudioNode.prototype.connect
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    const context = this.context
    window.tapped.contexts.push(context)
    context.audioWorklet.addModule(tapUrl).then(() => {
      const tap = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' })
      tap.port.onmessage = ({ data }) => window.tapped.quanta.push(data)
      connect.call(this, tap)
    })
  }
  return connect.call(this, target, ...rest)
}
const NativeWebSocket = window.WebSocket
window.WebSocket = class extends NativeWebSocket {
  constructor(...args) {
    super(...args)
    window.tapped.socket = this
    this.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') return
      const context = window.tapped.contexts.at(-1)
      window.tapped.messages.push({ message: JSON.parse(data), atSeconds: context ? context.currentTime : 0 })
    })
  }
}`

export type Tapped = {
  sampleRateHz: number
  /** how long the device takes to sound a sample that it was given */
  outputLatencySeconds: number
  /** where each render quantum that was not silent began, in frames of the audio clock, and its samples */
  quanta: { frame: number; samples: Float32Array }[]
  /** control messages from the server, with the audio clock when each arrived */
  messages: { message: { type: string; [field: string]: unknown }; atSeconds: number }[]
}

/** The page's CSP would refuse the tap's own worklet, so it is off; other tests hold the CSP. */
export const tappable: BrowserContextOptions = { bypassCSP: true }

/** Puts the tap into a page that was opened as `tappable`. */
export const tap = (page: Page): Promise<unknown> => page.addInitScript(initScript)

/** What `read` returns in the page, as one text: handing over a million samples one by one takes the browser's driver half a minute. */
export const readAsText = async <Value>(page: Page, read: () => Value): Promise<Value> =>
  JSON.parse(await page.evaluate(`JSON.stringify((${read})())`))

/** What was heard so far. Call it after the gesture that starts the audio: it counts as one. */
export async function readTap(page: Page): Promise<Tapped> {
  const tapped = await readAsText(page, () => {
    const { tapped } = window as unknown as {
      tapped: Tapped & { contexts: AudioContext[] }
    }
    return {
      sampleRateHz: tapped.contexts.at(-1)?.sampleRate ?? 0,
      outputLatencySeconds: tapped.contexts.at(-1)?.outputLatency ?? 0,
      quanta: tapped.quanta.map(({ frame, samples }) => ({ frame, samples: [...samples] })),
      messages: tapped.messages,
    }
  })
  return {
    ...tapped,
    quanta: tapped.quanta.map(({ frame, samples }) => ({ frame, samples: Float32Array.from(samples) })),
  }
}

/** The sound as one run from the first audible quantum to the last, silence between them included. */
export function soundOf({ quanta }: Pick<Tapped, 'quanta'>): Float32Array {
  const first = quanta[0]
  const last = quanta.at(-1)
  if (!first || !last) return new Float32Array()
  const sound = new Float32Array(last.frame + last.samples.length - first.frame)
  for (const { frame, samples } of quanta) sound.set(samples, frame - first.frame)
  return sound
}
