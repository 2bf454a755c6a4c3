/** Runs in the page before its own scripts and notes when each burst of sound passes microphone, wire and loudspeaker. */

/** All in milliseconds of the page's `performance.now()`. */
export type Watched = {
  /** when the device had captured the first sample of a burst */
  captured: number[]
  /** when the frame with the first sample of a burst was given to the socket */
  sent: number[]
  /** when the first audio of an answer came out of the socket */
  received: number[]
  /** when the first sample of a burst is heard, the device's output latency included */
  sounded: number[]
  /** when the button was pressed that starts a session, and when the page said that it is ready */
  pressed: number[]
  ready: number[]
}

/** The tracks of Chromium as streams of sound; TypeScript does not list what one browser only has. */
declare class MediaStreamTrackProcessor {
  constructor(options: { track: MediaStreamTrack })
  readable: ReadableStream<AudioData>
}

/** Everything that it uses is inside it: the browser gets its source. */
export function watchPage(): void {
  const watched: Watched = { captured: [], sent: [], received: [], sounded: [], pressed: [], ready: [] }
  Object.assign(window, { watched })

  const status = () => document.body?.dataset.status ?? ''
  const press = ({ target, timeStamp }: Event) => {
    if (target instanceof Element && target.closest('#session') && /idle|stopped/.test(status()))
      watched.pressed.push(timeStamp)
  }
  addEventListener('click', press, { capture: true })
  new MutationObserver(() => {
    if (status() === 'ready' && watched.ready.length < watched.pressed.length) watched.ready.push(performance.now())
  }).observe(document, { subtree: true, attributeFilter: ['data-status'] })

  /** A burst begins with a sample louder than this, after at least 50 ms of less. */
  const LOUD = 0.1
  const PAUSE_SECONDS = 0.05

  /** Tells where in `samples` a burst begins, or -1. Pieces must come without gaps. */
  const createDetector = (rateHz: number) => {
    let quiet = Number.POSITIVE_INFINITY
    return (samples: Float32Array): number => {
      let found = -1
      for (const [index, sample] of samples.entries()) {
        const isLoud = Math.abs(sample) > LOUD
        if (isLoud && quiet > PAUSE_SECONDS * rateHz) found = index
        quiet = isLoud ? 0 : quiet + 1
      }
      return found
    }
  }

  const watchTrack = async (track: MediaStreamTrack) => {
    const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader()
    let detect: ReturnType<typeof createDetector> | undefined
    for (;;) {
      const { value: data } = await reader.read()
      if (!data) return
      detect ??= createDetector(data.sampleRate)
      const samples = new Float32Array(data.numberOfFrames)
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      const index = detect(samples)
      // The time stamp is that of the delivery: a real device can deliver a sample only when the last of its buffer is captured.
      const atMs = data.timestamp / 1000 + ((index - data.numberOfFrames) / data.sampleRate) * 1000
      if (index >= 0) watched.captured.push(atMs)
      data.close()
    }
  }

  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    for (const track of stream.getAudioTracks()) void watchTrack(track)
    return stream
  }

  const detectInFrames = createDetector(24_000)
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (data) {
    if (data instanceof ArrayBuffer) {
      const floats = Float32Array.from(new Int16Array(data), (sample) => sample / 32_768)
      if (detectInFrames(floats) >= 0) watched.sent.push(performance.now())
    }
    send.call(this, data)
  }

  const NativeWebSocket = window.WebSocket
  window.WebSocket = class extends NativeWebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      this.addEventListener('message', ({ data }) => {
        // The header: answer number, then the offset of the first sample in that answer.
        if (data instanceof ArrayBuffer && new DataView(data).getUint32(4, true) === 0)
          watched.received.push(performance.now())
      })
    }
  }

  const workletSource = `
    const detect = (${createDetector})(sampleRate)
    registerProcessor('watch', class extends AudioWorkletProcessor {
      process([[samples]]) {
        const index = samples ? detect(samples) : -1
        if (index >= 0) this.port.postMessage((currentFrame + index) / sampleRate)
        return true
      }
    })`
    .replace(/LOUD/g, String(LOUD))
    .replace(/PAUSE_SECONDS/g, String(PAUSE_SECONDS))
  const workletUrl = URL.createObjectURL(new Blob([workletSource], { type: 'text/javascript' }))
  const connect = AudioNode.prototype.connect as (target: AudioNode) => AudioNode
  AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode | AudioParam) {
    const { context } = this
    if (target instanceof AudioDestinationNode && context instanceof AudioContext)
      void context.audioWorklet.addModule(workletUrl).then(() => {
        const watch = new AudioWorkletNode(context, 'watch', { numberOfOutputs: 0 })
        watch.port.onmessage = ({ data: burstSeconds }) => {
          const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
          watched.sounded.push(performanceTime + (burstSeconds - contextTime) * 1000)
        }
        connect.call(this, watch)
      })
    return connect.call(this, target as AudioNode)
  } as typeof AudioNode.prototype.connect
}
