/** What one session sounds and hears with: audio context, player and microphone, opened on demand and closed as one. */

import { MicrophoneError, openMicrophone } from '../audio/capture.ts'
import { createPlayer } from '../audio/player.ts'
import type { Capture, MicrophoneRefusal, Player } from '../audio/types.ts'
import type { Effect, Event } from '../state/events.ts'

type AudioEffect = Extract<Effect, { type: 'openMicrophone' | 'setMuted' | 'play' | 'finish' | 'flush' }>

export interface SessionAudio {
  perform(effect: AudioEffect): void
  /** Closes everything, also what is still opening. No event comes after. */
  close(): void
}

type Urls = Readonly<{ playerWorklet: string; captureWorklet: string; silentPlayer: string }>

/**
 * Makes the audio context and resumes it; call it inside the click, or the browser keeps it silent.
 * Answers with `audio.opened` or `audio.failed`, and then obeys effects.
 */
export function openAudio(urls: Urls, emit: (event: Event) => void): SessionAudio {
  let closed = false
  let player: Player | undefined
  let capture: Capture | undefined
  const tell = (event: Event) => {
    if (!closed) emit(event)
  }

  const context = new AudioContext({ latencyHint: 'interactive' })
  const whileOpen = new AbortController()
  keepSounding(context, tell, whileOpen.signal)

  makePlayer(context, urls, tell).then(
    (made) => {
      if (closed) made.stop()
      else player = made
      tell({ type: 'audio.opened' })
    },
    (error: unknown) => tell({ type: 'audio.failed', reason: String(error) }),
  )

  function listen(frameMs: number): void {
    openMicrophone(context, { frameMs, workletUrl: urls.captureWorklet }, tell).then(
      (opened) => {
        if (closed) opened.stop()
        else {
          capture?.stop()
          capture = opened
        }
        tell({ type: 'microphone.opened' })
      },
      (error: unknown) => tell({ type: 'microphone.refused', refusal: refusalOf(error) }),
    )
  }

  function perform(effect: AudioEffect): void {
    switch (effect.type) {
      case 'openMicrophone':
        listen(effect.frameMs)
        return
      case 'setMuted':
        capture?.setMuted(effect.muted)
        return
      case 'play':
        player?.play(effect.answer, effect.offsetSamples, effect.pcm)
        return
      case 'finish':
        player?.finish(effect.answer, effect.samples)
        return
      case 'flush':
        player?.flush()
        return
    }
  }

  return {
    perform,
    close: () => {
      closed = true
      whileOpen.abort()
      capture?.stop()
      player?.stop()
      context.close().catch(() => {})
    },
  }
}

/** A telephone call or a locked screen takes the sound away; it comes back by itself, or with the next press. */
function keepSounding(context: AudioContext, tell: (event: Event) => void, signal: AbortSignal): void {
  let sounded = false
  const resume = () => {
    if (context.state !== 'running' && document.visibilityState === 'visible') context.resume().catch(() => {})
  }
  const changed = () => {
    if (context.state === 'running') {
      if (sounded) tell({ type: 'audio.resumed' })
      sounded = true
    } else if (sounded) {
      tell({ type: 'audio.suspended' })
      resume()
    }
  }
  // Not awaited: a context that may not sound yet stays pending, and sounds as soon as it may.
  context.resume().catch(() => {})
  // A context that is listened to is kept by the browser, closed or not.
  context.addEventListener('statechange', changed, { signal })
  document.addEventListener('visibilitychange', resume, { signal })
  document.addEventListener('click', resume, { capture: true, signal })
}

/** A context without worklets is that of an insecure address, where captions are all that there is. */
async function makePlayer(context: AudioContext, urls: Urls, tell: (event: Event) => void): Promise<Player> {
  if (context.audioWorklet) return createPlayer(context, { workletUrl: urls.playerWorklet }, tell, tell)
  const silent: typeof import('../audio/silent-player.ts') = await import(urls.silentPlayer)
  return silent.createSilentPlayer(tell)
}

/** Whatever else kept the microphone from opening, the worklet for instance, this browser cannot do it here. */
const refusalOf = (error: unknown): MicrophoneRefusal =>
  error instanceof MicrophoneError ? error.refusal : 'unsupported'
