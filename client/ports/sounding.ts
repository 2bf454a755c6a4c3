/** Keeps an audio context sounding against browser and system, and lets it rest while there is nothing to sound. */

import type { Event } from '../state/events.ts'

/** After this without sound the browser is keeping it back: it may come with another press, or never. */
const BLOCKED_AFTER_MS = 2000

export type Sounding = Readonly<{
  /** Suspends the context: an output that plays silence costs as much as one that plays a voice. */
  rest: () => void
  /** Resumes a context that rests. */
  wake: () => void
}>

/**
 * A browser may keep the sound back before a further press, and a telephone call or a locked screen takes it away; it comes by itself,
 * or with the next press. A context that rests has lost nothing, and nobody is told.
 */
export function keepSounding(
  context: AudioContext,
  tell: (event: Event) => void,
  signal: AbortSignal,
  on: Readonly<{ sounds: () => void; isBlocked: () => void }>,
): Sounding {
  let sounded = false
  /** the page was told that there is no sound */
  let isAway = false
  /** what is wanted of the context; it `wakes` until it runs, or too much time has passed */
  let wanted: 'sound' | 'rest' | 'wakes' = 'sound'
  let timer: ReturnType<typeof setTimeout>
  const inTime = (work: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(() => context.state !== 'running' && work(), BLOCKED_AFTER_MS)
  }
  const start = () => void context.resume().catch(() => {})
  const resume = () => {
    if (wanted !== 'rest' && context.state !== 'running' && document.visibilityState === 'visible') start()
  }
  const lose = () => {
    wanted = 'sound'
    tell({ type: 'audio.suspended' })
    isAway = true
    resume()
  }
  const changed = () => {
    if (context.state === 'running') {
      if (isAway) tell({ type: 'audio.resumed' })
      isAway = false
      sounded = true
      if (wanted === 'wakes') wanted = 'sound'
      on.sounds()
    } else if (sounded && wanted === 'sound') lose()
  }
  // Not awaited: a context that may not sound yet stays pending, and sounds as soon as it may.
  start()
  // A context that is listened to is kept by the browser, closed or not.
  context.addEventListener('statechange', changed, { signal })
  document.addEventListener('visibilitychange', resume, { signal })
  for (const press of ['click', 'keydown']) document.addEventListener(press, resume, { capture: true, signal })
  inTime(() => {
    if (sounded || !context.audioWorklet) return
    isAway = true
    tell({ type: 'audio.blocked' })
    on.isBlocked()
  })
  signal.addEventListener('abort', () => clearTimeout(timer))

  return {
    rest: () => {
      if (context.state !== 'running') return
      clearTimeout(timer)
      wanted = 'rest'
      context.suspend().catch(() => {})
    },
    wake: () => {
      if (wanted !== 'rest') return
      wanted = 'wakes'
      start()
      inTime(lose)
    },
  }
}
