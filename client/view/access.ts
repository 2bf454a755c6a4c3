/** What stands in the place of the Start button until the server lets this page talk: the form for the code, or the way to sign in. */

import type { Words } from '../i18n/words.ts'
import type { CodeRefusal } from '../state/access.ts'
import type { State } from '../state/model.ts'
import { isRunning } from '../state/status.ts'
import { byId, onChange, setAttribute, setEnabled, setText } from './dom.ts'

export function createAccess(): (state: State, words: Words) => void {
  const form = byId('access', HTMLFormElement)
  const code = byId('code', HTMLInputElement)
  const refusal = byId('code-refusal', HTMLElement)
  const enter = byId('enter', HTMLButtonElement)
  const signIn = byId('sign-in', HTMLElement)
  const session = byId('session', HTMLButtonElement)

  const give = onChange((needs: State['access']['needs']) => {
    const wasTyping = form.contains(document.activeElement)
    form.hidden = needs !== 'code'
    signIn.hidden = needs !== 'sign-in'
    session.hidden = needs !== 'granted'
    if (needs === 'code') return
    code.value = ''
    // What had the focus is gone, and this is where the talker goes on.
    if (wasTyping) session.focus()
  })

  return (state, words) => {
    const { needs, checking, refusal: why } = state.access
    // A session that is running outlives its ticket, and so does its Stop button.
    give(isRunning(state) ? 'granted' : needs)
    setEnabled(enter, !checking)
    setText(refusal, why ? sentenceOf(why, words) : '')
    setAttribute(code, 'aria-invalid', why?.type === 'wrong_code' ? 'true' : null)
  }
}

function sentenceOf(refusal: CodeRefusal, { access }: Words): string {
  return refusal.type === 'locked' ? access.locked(refusal.minutes) : access[refusal.type]
}
