/** One page through everything that it can show, with the server's part played by the test. */

import type { Page } from 'playwright-core'
import type { Status } from '../../client/state/status.ts'
import { hello, type Peer, ready, startSession } from './page-rig.ts'

/** Runs in the page: a microphone that hums, and that `losesMicrophone` takes away. */
function bringMicrophone(): void {
  const context = new AudioContext()
  const made = new MediaStreamAudioDestinationNode(context)
  const hum = new OscillatorNode(context)
  hum.connect(made)
  hum.start()
  const [track] = made.stream.getTracks()
  navigator.mediaDevices.getUserMedia = async () => made.stream
  addEventListener('lose-microphone', () => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))
    track?.dispatchEvent(new Event('ended'))
  })
}

/** What happens, and the status that it brings; the conversation grows by an entry of each kind. */
export async function* goThroughEveryStatus(page: Page, nextPeer: () => Promise<Peer>): AsyncGenerator<Status> {
  const reach = async (status: Status): Promise<Status> => {
    await page.locator(`body[data-status=${status}]`).waitFor()
    return status
  }
  /** The sentence that says what is waited for is longer than the other, in every language. */
  const reachWaiting = async (status: Status): Promise<Status> => {
    const before = await page.locator('#sentence').innerText()
    peer.say({ type: 'service.waiting', reason: 'sign-in' })
    await page.locator('#sentence', { hasNotText: before }).waitFor()
    return status
  }
  yield await reach('idle')
  await page.locator('#session').click()
  const peer = await nextPeer()
  await reach('starting')
  peer.say(hello)
  yield await reachWaiting('starting')
  peer.say(ready)
  yield await reach('ready')
  peer.say({ type: 'speech.started', item: 'u' })
  yield await reach('listening')
  peer.say({ type: 'approval.asked', id: 'a', server: 's', name: 'n', arguments: '{}' })
  peer.say({ type: 'user.caption.done', item: 'u', text: null }, { type: 'speech.stopped', item: 'u' })
  yield await reach('approval')
  peer.say({ type: 'approval.closed', id: 'a' })
  peer.say({ type: 'tool.started', call: 'c', name: 'n' }, { type: 'tool.done', call: 'c', name: 'n', ok: false })
  peer.say({ type: 'answer.started', answer: 1, item: 'a' })
  peer.say({ type: 'answer.caption.delta', answer: 1, delta: 'Yet to be heard' })
  yield await reach('processing')
  peer.play(1, 0, new Int16Array(240_000).fill(1))
  yield await reach('speaking')
  peer.say({ type: 'service.lost' })
  await reach('resuming')
  yield await reachWaiting('resuming')
  peer.say({ type: 'error', code: 'upstream_policy', message: 'm', remedy: 'r', fatal: true, retryAfterSeconds: null })
  yield await reach('error')
  const second = await startSession(page, nextPeer)
  second.close(1000)
  yield await reach('stopped')
}

/** What can stand beside a status: each by its name, when it is on the page. Begins after a session. */
export async function* goThroughEveryNotice(page: Page, nextPeer: () => Promise<Peer>): AsyncGenerator<string> {
  await page.evaluate(bringMicrophone)
  const peer = await startSession(page, nextPeer)
  await page.locator('#mute:not([aria-disabled])').waitFor()
  await page.locator('#mute').click()
  await page.locator('#mute[aria-pressed=true]').waitFor()
  yield 'a muted microphone'
  await page.evaluate(() => dispatchEvent(new Event('lose-microphone')))
  await page.locator('#microphone-notice:not(:empty)').waitFor()
  yield 'a lost microphone'
  peer.say({ type: 'session.ending', reason: 'idle', secondsLeft: 30 })
  await page.locator('#ending:not(:empty)').waitFor()
  yield 'an end that is near'
  await page.route('**/access', (route) => route.fulfill({ json: { access: 'code', offers: null, emulated: true } }))
  await page.reload()
  await page.locator('#code').waitFor()
  yield 'an access code'
}
