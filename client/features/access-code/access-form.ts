/** The form for the access code, and the way to sign in. A late part: it imports nothing that runs, or that would become a further chunk. */

import type { Words } from '../../i18n/words.ts'
import type { CodeRefusal, PageEvent } from '../../state/events.ts'
import type { Part } from '../../view/late-part.ts'

/** What the server takes. */
const CODE_MAX_LENGTH = 128

/** Puts form and link before the `actions`. The button that starts a session gets the focus when the form is done. */
export function createAccessForm(
  session: HTMLButtonElement,
  actions: HTMLElement,
  dispatch: (event: PageEvent) => void,
): Part {
  const form = make('form', { id: 'access', className: 'access', hidden: true })
  const label = make('label', { id: 'code-label', htmlFor: 'code' })
  const code = make('input', {
    id: 'code',
    type: 'password',
    name: 'password',
    autocomplete: 'current-password',
    autocapitalize: 'none',
    spellcheck: false,
    maxLength: CODE_MAX_LENGTH,
    required: true,
  })
  code.setAttribute('aria-describedby', 'code-refusal sentence')
  const refusal = make('p', { id: 'code-refusal', role: 'alert' })
  const enter = make('button', { id: 'enter', className: 'primary', type: 'submit' })
  form.append(label, code, refusal, enter)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    dispatch({ type: 'code.submitted', code: code.value })
  })
  const signIn = make('div', { id: 'sign-in', className: 'access', hidden: true })
  const link = make('a', {
    id: 'sign-in-link',
    className: 'primary',
    href: '/.auth/login/aad?post_login_redirect_uri=/',
  })
  signIn.append(link)
  actions.before(form, signIn)

  return ({ access: { needs, checking, refusal: why } }, words) => {
    const { activeElement } = document
    const wasTyping = form.contains(activeElement)
    const wasHidden = form.hidden && signIn.hidden
    // Its button says whether a session may start, or runs all the same.
    form.hidden = !session.hidden || needs !== 'code'
    signIn.hidden = !session.hidden || needs !== 'sign-in'
    if (form.hidden) code.value = ''
    // What had the focus is gone, and this is where the user goes on.
    if (form.hidden && wasTyping) session.focus()
    else if (wasHidden && (activeElement === session || activeElement === document.body))
      (form.hidden ? link : code).focus()
    label.textContent = words.access.code
    enter.textContent = words.access.enter
    link.textContent = words.access.signInLink
    enter.ariaDisabled = checking ? 'true' : null
    code.ariaInvalid = why?.type === 'wrong_code' ? 'true' : null
    const sentence = why ? sentenceOf(why, words) : ''
    // Only what is new is read out.
    if (refusal.textContent !== sentence) refusal.textContent = sentence
  }
}

const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] => Object.assign(document.createElement(tag), properties)

function sentenceOf(refusal: CodeRefusal, { access }: Words): string {
  return refusal.type === 'locked' ? access.locked(refusal.minutes) : access[refusal.type]
}
