/** What the user should know beside the status: about the microphone, the end that is near, a problem, and that all of it is emulated. */

import type { Words } from '../i18n/words.ts'
import { secondsLeft } from '../state/countdown.ts'
import type { State } from '../state/model.ts'
import { microphoneNotice } from '../state/status.ts'
import { byId, setHidden, setText } from './dom.ts'

export function createNotices(): (state: State, words: Words) => void {
  const notice = byId('microphone-notice')
  const unblock = byId('unblock')
  const session = byId('session')
  const problem = byId('problem')
  const problemMessage = byId('problem-message')
  const problemRemedy = byId('problem-remedy')
  const renew = byId('renew')
  const ending = byId('ending')
  const emulator = byId('emulator')
  const phrases = byId('phrases')

  return (state, words) => {
    const aboutMicrophone = microphoneNotice(state)
    setText(notice, aboutMicrophone ? words.microphone[aboutMicrophone] : '')
    // Any press brings the sound back, and this button goes when it has: it would take the focus with it.
    if (state.silenced === null && document.activeElement === unblock) session.focus()
    setHidden(unblock, state.silenced === null)
    setText(ending, state.ending ? words.ending[state.ending.reason](secondsLeft(state)) : '')
    const explanation = state.problem && words.problem[state.problem.code]
    const wait = state.problem?.retryAfterSeconds
    setHidden(problem, explanation === null)
    setHidden(renew, state.problem?.code !== 'version_mismatch')
    setText(problemMessage, explanation?.message ?? '')
    setText(problemRemedy, wait ? words.retryAfter(secondsLeft(state)) : (explanation?.remedy ?? ''))
    setHidden(emulator, !state.emulated)
    setHidden(phrases, !state.emulated)
  }
}
