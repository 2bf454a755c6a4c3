/** The page's entry: gives the page its browser, and the browser its page. */

import { createPage } from './page.ts'
import { askAccess, giveCode } from './ports/access.ts'
import { openAudio } from './ports/audio.ts'
import { listenToDevices } from './ports/devices.ts'
import { askStatus, isOutdated } from './ports/server.ts'
import { keepCall, loadSettings, remember, takeLeftCall } from './ports/settings.ts'
import { openSocket } from './ports/socket.ts'
import { createEnvelope } from './view/envelope.ts'
import { listen } from './view/listeners.ts'
import { createView } from './view/view.ts'

/** Put in by the build, which alone knows the hashed names. */
declare const PLAYER_WORKLET_URL: string
declare const CAPTURE_WORKLET_URL: string
declare const CAPTURE_WORKER_URL: string
/** relative to the script, as imports are */
declare const DEVICES_URL: string
declare const SILENT_PLAYER_URL: string

const worklets = {
  playerWorklet: PLAYER_WORKLET_URL,
  captureWorklet: CAPTURE_WORKLET_URL,
  captureWorker: CAPTURE_WORKER_URL,
  devices: DEVICES_URL,
  silentPlayer: SILENT_PLAYER_URL,
}
const socketUrl = new URL('ws', location.href.replace(/^http/, 'ws')).href
const envelope = createEnvelope()

const { initial, dispatch } = createPage(loadSettings(), {
  clock: {
    nowMs: () => performance.now(),
    after: (ms, work) => {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
  },
  askAccess,
  isOutdated,
  giveCode,
  openAudio: (emit) => {
    const audio = openAudio(worklets, emit)
    return {
      ...audio,
      perform: (effect) => {
        // First, because the player takes the samples away.
        if (effect.type === 'play') envelope.add(effect.answer, effect.offsetSamples, effect.pcm)
        audio.perform(effect)
      },
    }
  },
  openSocket: (emit) => openSocket(socketUrl, emit),
  remember,
  keepCall,
  clearDraft: (text) => view.clearDraft(text),
  render: (state) => view.render(state),
})
const view = createView(envelope.levelAt, dispatch, askStatus)

view.render(initial)
listen(dispatch)
addEventListener('pagehide', () => dispatch({ type: 'page.left' }))
addEventListener('pageshow', () => dispatch({ type: 'page.visible' }))
document.addEventListener('resume', () => dispatch({ type: 'page.visible' }))
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') dispatch({ type: 'page.visible' })
})
addEventListener('online', () => dispatch({ type: 'page.online' }))
listenToDevices(dispatch)
dispatch({ type: 'page.opened', left: takeLeftCall() })
