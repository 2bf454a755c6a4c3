/** The page of the audio tests: the real player and microphone, what they said, and nothing else. */

import { type MicrophoneError, openMicrophone } from '../../client/audio/capture.ts'
import { createPlayer } from '../../client/audio/player.ts'
import type { Capture, CaptureEvent, Player, PlayerEvent } from '../../client/audio/types.ts'
import type { PlaybackFault, PlayerFailure } from '../../client/audio/worklet-messages.ts'
import { noise } from './noise.ts'

/** Loaded before the worklets: records what goes to the speaker, and counts how often each processor is called. */
const PROBE_URL = '/probe.worklet.js'

export type Quantum = { frame: number; samples: Float32Array }

/** How the microphone is heard: a browser without the one takes the other. */
export type CaptureWay = 'track' | 'worklet'

export type PageAudio = {
  playerEvents: (PlayerEvent | PlaybackFault | PlayerFailure)[]
  captureEvents: Exclude<CaptureEvent, { type: 'microphone.audio' }>[]
  frames: ArrayBuffer[]
  /** render quanta with sound in them on their way to the speaker, or from the microphone, and where on the audio clock each began */
  quanta: Quantum[]
  /** what the page asked the browser for, and the track it got */
  asked: unknown[]
  track: MediaStreamTrack | undefined
  context: AudioContext
  player: Player
  capture: Capture
  /** Plays noise as an answer, in pieces. */
  play(answer: number, samples: number, pieceSamples: number): void
  /** how often a processor was called so far */
  calls(processor: string): Promise<number>
  startPlayer(options: AudioContextOptions): Promise<number>
  startCapture(way: CaptureWay, frameMs: number, options: AudioContextOptions): Promise<number>
  refusal(): Promise<string>
}

const audio = { playerEvents: [], captureEvents: [], frames: [], quanta: [], asked: [] } as unknown as PageAudio
Object.assign(window, { audio })
let probe: AudioWorkletNode

async function openContext(options: AudioContextOptions): Promise<number> {
  audio.context = new AudioContext(options)
  await audio.context.audioWorklet.addModule(PROBE_URL)
  probe = new AudioWorkletNode(audio.context, 'probe', { numberOfInputs: 0 })
  const recorder = new AudioWorkletNode(audio.context, 'recorder', { numberOfOutputs: 0 })
  recorder.port.onmessage = ({ data }) => audio.quanta.push(data)
  const connect = AudioNode.prototype.connect as (target: AudioNode) => AudioNode
  AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode | AudioParam) {
    // Of a microphone too: what a crowded machine loses on the way from the device is lost for both.
    if (target instanceof AudioDestinationNode || this instanceof MediaStreamAudioSourceNode)
      connect.call(this, recorder)
    return connect.call(this, target as AudioNode)
  } as typeof AudioNode.prototype.connect
  return audio.context.sampleRate
}

audio.calls = (processor) =>
  new Promise((resolve) => {
    probe.port.onmessage = ({ data }) => resolve(data)
    probe.port.postMessage(processor)
  })

audio.startPlayer = async (options) => {
  const rateHz = await openContext(options)
  // A device with a latency that does not change under the test: 480 samples at 24 kHz.
  Object.defineProperty(audio.context, 'outputLatency', { value: 0.02 })
  const note = (event: PlayerEvent | PlaybackFault | PlayerFailure) => audio.playerEvents.push(event)
  audio.player = await createPlayer(audio.context, { workletUrl: '/player.worklet.js' }, note, note)
  return rateHz
}

audio.play = (answer, samples, pieceSamples) => {
  const whole = noise(samples)
  for (let from = 0; from < samples; from += pieceSamples)
    audio.player.play(answer, from, whole.slice(from, from + pieceSamples))
}

const devices = navigator.mediaDevices
const getUserMedia = devices.getUserMedia.bind(devices)
devices.getUserMedia = async (constraints) => {
  audio.asked.push(constraints)
  // The file must come through as it is, so that it can be compared.
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
  const stream = await getUserMedia({ audio: raw })
  audio.track = stream.getAudioTracks()[0]
  return stream
}

const urls = { worklet: '/capture.worklet.js', worker: '/capture.worker.js' }

audio.startCapture = async (way, frameMs, options) => {
  const rateHz = await openContext(options)
  if (way === 'worklet') Reflect.deleteProperty(window, 'MediaStreamTrackProcessor')
  audio.capture = await openMicrophone(audio.context, { frameMs, urls }, (event) => {
    if (event.type === 'microphone.audio') audio.frames.push(event.pcm)
    else audio.captureEvents.push(event)
  })
  if (audio.capture.needsContext !== (way === 'worklet')) throw new Error(`The microphone is not heard by ${way}.`)
  if (way === 'track' && audio.track) void recordTrack(audio.track)
  return rateHz
}

declare class MediaStreamTrackProcessor {
  constructor(options: { track: MediaStreamTrack; maxBufferSize: number })
  readable: ReadableStream<AudioData>
}

/** By the same way as the worker: what a crowded machine loses before it is lost for both, and an audio graph loses other samples. */
async function recordTrack(track: MediaStreamTrack): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1000 }).readable.getReader()
  for (let frame = 0; ; ) {
    const { value: data } = await reader.read()
    if (!data) return
    const samples = new Float32Array(data.numberOfFrames)
    data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
    data.close()
    if (samples.some((sample) => sample !== 0)) audio.quanta.push({ frame, samples })
    frame += samples.length
  }
}

audio.refusal = () =>
  openMicrophone(new AudioContext(), { frameMs: 40, urls }, () => {}).then(
    () => 'none',
    (error: MicrophoneError) => error.refusal,
  )
