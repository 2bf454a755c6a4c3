/** One tab of a browser: the page without a document, with a microphone, a loudspeaker and a network that are simulated. */

import { createPage, type Page } from '../../../client/page.ts'
import type { SessionAudio } from '../../../client/ports/audio.ts'
import { openSocket } from '../../../client/ports/socket.ts'
import type { Event, LeftCall } from '../../../client/state/events.ts'
import type { State } from '../../../client/state/model.ts'
import { type BrowserSocket, openBrowserSocket } from './browser-socket.ts'
import type { Network } from './network.ts'
import { createSimulatedPlayer, type SimulatedPlayer } from './player.ts'
import { FRAME_MS, frameOf, type Utterance } from './speech.ts'
import type { Process, Time } from './time.ts'
import type { End } from './wire.ts'

export type Tab = Readonly<{
  state(): State
  dispatch(event: Event): void
  say(utterance: Utterance): void
  /** neither hidden nor closed */
  isAwake(): boolean
  hide(): void
  show(): void
  unplug(): void
  /** The user ends the session, if there is one. */
  stop(): void
  /** The page goes; what it leaves behind is for the next one. */
  leave(code: 1001 | 1006): LeftCall | null
  /** timers of page and devices */
  waiting(): number
}>

type Options = Readonly<{
  time: Time
  toRelay: Network
  accept(end: End): void
  hasMicrophone: boolean
  silenceMs: number
  left: LeftCall | null
  rendered(state: State): void
  sounds(answer: number, playedSamples: number): void
  happened(event: Event): void
}>

export function openTab(options: Options): Tab {
  const { time, toRelay, accept, hasMicrophone, silenceMs, left, rendered, sounds, happened } = options
  const page = time.start()
  const devices = time.start()
  const sockets = new Set<BrowserSocket>()
  let isAwake = true
  let isClosed = false
  let leftCall: LeftCall | null = null
  let player: SimulatedPlayer | undefined
  const microphone = createMicrophone(devices, silenceMs, (frame) => {
    if (!isAwake) return
    dispatch({ type: 'microphone.audio', pcm: frame })
    dispatch({ type: 'microphone.level', rms: 0.01, clipped: false })
  })
  const openAudio = (emit: (event: Event) => void) => {
    let isOver = false
    const tell = (event: Event) =>
      page.run(() => {
        if (isOver) return
        happened(event)
        emit(event)
      })
    const own = createSimulatedPlayer(devices, page, tell, sounds)
    player = own
    page.clock.after(20, () => tell({ type: 'audio.opened' }))
    return {
      perform: (effect: Parameters<SessionAudio['perform']>[0]) => {
        switch (effect.type) {
          case 'openMicrophone':
            devices.clock.after(200, () => {
              if (isOver) return
              tell(hasMicrophone ? { type: 'microphone.opened' } : { type: 'microphone.refused', refusal: 'missing' })
              if (hasMicrophone) microphone.open()
            })
            return
          case 'setMuted':
            return microphone.setMuted(effect.muted)
          case 'play':
            return own.play(effect.answer, effect.offsetSamples, effect.pcm)
          case 'finish':
            return own.finish(effect.answer, effect.samples)
          case 'flush':
            return own.flush()
          case 'rest':
          case 'wake':
            return own.setResting(effect.type === 'rest')
        }
      },
      close: () => {
        isOver = true
        own.stop()
        microphone.close()
      },
    }
  }
  const noted =
    <Kind extends Event>(emit: (event: Kind) => void) =>
    (event: Kind): void => {
      happened(event)
      emit(event)
    }
  const made: Page = createPage(
    { secure: true, language: 'en', theme: 'system', remembered: {} },
    {
      clock: page.clock,
      isOutdated: async () => false,
      askAccess: async () => ({ type: 'access.told', access: 'granted', offers: null, emulated: false }),
      giveCode: async () => ({ type: 'code.accepted' }),
      openAudio,
      openSocket: (emit) =>
        openSocket('ws://relay/ws', noted(emit), page.clock.nowMs, () => {
          const opened = openBrowserSocket(toRelay, page, accept)
          sockets.add(opened)
          return opened.socket
        }),
      remember: () => {},
      keepCall: (left) => {
        leftCall = left
      },
      clearDraft: () => {},
      render: (now) => {
        state = now
        rendered(now)
      },
    },
  )
  let state: State = made.initial
  const dispatch = (event: Event): void => {
    happened(event)
    made.dispatch(event)
  }
  dispatch({ type: 'page.opened', left })

  return {
    state: () => state,
    dispatch: (event) => page.run(() => dispatch(event)),
    say: microphone.say,
    isAwake: () => isAwake && !isClosed,
    hide: () => {
      isAwake = false
      page.suspend()
    },
    show: () => {
      if (isClosed) return
      isAwake = true
      page.wake()
      dispatch({ type: 'page.visible' })
    },
    unplug: () => {
      if (microphone.isOpen()) dispatch({ type: 'microphone.lost' })
      microphone.close()
    },
    stop: () => {
      if (state.phase === 'live') page.run(() => dispatch({ type: 'session.pressed' }))
    },
    leave: (code) => {
      page.wake()
      if (code === 1001) dispatch({ type: 'page.left' })
      for (const socket of sockets) socket.leave(code)
      player?.stop()
      page.end()
      devices.end()
      isClosed = true
      return leftCall
    },
    waiting: () => page.waiting() + devices.waiting(),
  }
}

/** After speech every frame of silence counts, for it ends the turn; so long is longer than any turn waits for its end. */
const TAIL_MS = 1_500

function createMicrophone(devices: Process, silenceMs: number, hears: (frame: ArrayBuffer) => void) {
  let stop = () => {}
  let isOpen = false
  let isMuted = false
  let saying: { utterance: Utterance; left: number } | undefined
  let spokeAtMs = Number.NEGATIVE_INFINITY
  const tick = (): void => {
    const isTail = devices.clock.nowMs() - spokeAtMs < TAIL_MS
    stop = devices.clock.after(saying || isTail ? FRAME_MS : silenceMs, () => {
      tick()
      const spoken = saying
      if (spoken) {
        spoken.left -= 1
        spokeAtMs = devices.clock.nowMs()
      }
      if (spoken?.left === 0) saying = undefined
      hears(frameOf(isMuted ? undefined : spoken?.utterance))
    })
  }
  return {
    isOpen: () => isOpen,
    open: () => {
      stop()
      isOpen = true
      isMuted = false
      tick()
    },
    setMuted: (muted: boolean) => {
      isMuted = muted
    },
    say: (utterance: Utterance) => {
      saying = { utterance, left: utterance.frames }
      stop()
      if (isOpen) tick()
    },
    close: () => {
      isOpen = false
      stop()
    },
  }
}
