/** What one session sounds and hears with: audio context, player and microphone, opened on demand and closed as one. */

import type { Player } from '../audio/types.ts'
import type { Effect, Event } from '../state/events.ts'
import { createMicrophone } from './microphone.ts'
import { keepSounding } from './sounding.ts'
import { createSpeaker, type SpeakerEffect } from './speaker.ts'

type AudioEffect = Extract<Effect, { type: 'openMicrophone' | 'setMuted' | 'rest' | 'wake' }> | SpeakerEffect

export interface SessionAudio {
  perform(effect: AudioEffect): void
  /** Closes everything, also what is still opening. No event comes after. */
  close(): void
}

type Urls = Readonly<{
  playerWorklet: string
  captureWorklet: string
  captureWorker: string
  devices: string
  silentPlayer: string
}>

type Devices = typeof import('../audio/devices.ts')

/**
 * Makes the audio context and resumes it; call it inside the click, or the browser keeps it silent.
 * Answers with `audio.opened` or `audio.failed`, and then performs effects.
 */
export function openAudio(urls: Urls, emit: (event: Event) => void): SessionAudio {
  let player: Player | undefined
  const whileOpen = new AbortController()
  const { signal } = whileOpen
  const tell = (event: Event) => {
    if (!signal.aborted) emit(event)
  }

  const context = new AudioContext({ latencyHint: 'interactive' })
  const speaker = createSpeaker(tell)
  const own = (made: Player): Player => {
    if (signal.aborted) made.stop()
    else signal.addEventListener('abort', made.stop)
    return made
  }
  const sounding = keepSounding(context, tell, signal, {
    sounds: () => player && speaker.use(player),
    // What cannot be heard can be read meanwhile, in the time that it would take to say it.
    isBlocked: async () => {
      const silent = await loadSilentPlayer(urls, tell).then(own, () => player)
      if (silent && context.state !== 'running') speaker.use(silent)
    },
  })
  // It is there before the server has said hello, which is when the microphone is asked for.
  const loading = loadDevices(urls)
  loading.catch(() => tell({ type: 'part.failed' }))
  makePlayer(context, loading, urls, tell).then(
    (made) => {
      player = own(made)
      // Nothing sounds on an insecure address, and nothing has to be waited for.
      if (context.state === 'running' || !context.audioWorklet) speaker.use(made)
      tell({ type: 'audio.opened' })
    },
    (error: unknown) => tell({ type: 'audio.failed', reason: String(error) }),
  )

  const microphone = createMicrophone(
    async (frameMs) => {
      const { openMicrophone } = await loading
      // Stopped meanwhile: nobody is asked for a microphone any more.
      if (signal.aborted) return undefined
      const captureUrls = { worklet: urls.captureWorklet, worker: urls.captureWorker }
      const capture = await openMicrophone(context, { frameMs, urls: captureUrls }, tell)
      if (capture.needsContext && !signal.aborted) sounding.wake()
      return capture
    },
    tell,
    signal,
  )

  function perform(effect: AudioEffect): void {
    switch (effect.type) {
      case 'openMicrophone':
        void microphone.open(effect.frameMs)
        return
      case 'setMuted':
        microphone.capture()?.setMuted(effect.muted)
        return
      case 'rest':
        if (microphone.capture()?.needsContext === false) sounding.rest()
        return
      case 'wake':
        sounding.wake()
        return
      default:
        speaker.perform(effect)
    }
  }

  return {
    perform,
    close: () => {
      whileOpen.abort()
      context.close().catch(() => {})
    },
  }
}

/** A context without worklets is that of an insecure address, where captions are all that there is. */
async function makePlayer(
  context: AudioContext,
  loading: Promise<Devices>,
  urls: Urls,
  tell: (event: Event) => void,
): Promise<Player> {
  if (!context.audioWorklet) return loadSilentPlayer(urls, tell)
  const { createPlayer } = await loading
  return createPlayer(context, { workletUrl: urls.playerWorklet }, tell, tell)
}

async function loadSilentPlayer(urls: Urls, tell: (event: Event) => void): Promise<Player> {
  const silent: typeof import('../audio/silent-player.ts') = await import(urls.silentPlayer)
  return silent.createSilentPlayer(tell)
}

const loadDevices = (urls: Urls): Promise<Devices> => import(urls.devices)
