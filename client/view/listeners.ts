/** Turns what the user does into events. What they mean is for the reducer to say. */

import { isLanguage } from '../i18n/languages.ts'
import { isTheme, type PageEvent } from '../state/events.ts'
import { byId } from './dom.ts'

export function listen(dispatch: (event: PageEvent) => void): void {
  const session = byId('session', HTMLButtonElement)
  // The second click of a double-click would stop what the first has started.
  session.addEventListener('click', ({ detail }) => {
    if (detail <= 1) dispatch({ type: 'session.pressed' })
  })
  byId('mute', HTMLButtonElement).addEventListener('click', () => dispatch({ type: 'mute.pressed' }))
  byId('interrupt', HTMLButtonElement).addEventListener('click', () => dispatch({ type: 'interrupt.pressed' }))
  document.addEventListener('keydown', (event) => {
    const { key, repeat, target, defaultPrevented, isComposing } = event
    if (key === 'Escape' && !defaultPrevented && !isComposing) dispatch({ type: 'interrupt.pressed' })
    // While it is held it would press the button again and again.
    if (key === 'Enter' && repeat && target instanceof HTMLButtonElement) event.preventDefault()
  })

  const transcript = byId('transcript')
  transcript.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement)
      dispatch({ type: 'approval.pressed', id: target.name, approve: target.value === 'allow' })
  })

  const message = byId('message', HTMLInputElement)
  byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    dispatch({ type: 'text.submitted', text: message.value })
  })

  byId('phrases').addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) dispatch({ type: 'text.submitted', text: target.textContent })
  })

  const verbose = byId('verbose', HTMLInputElement)
  verbose.addEventListener('change', () => dispatch({ type: 'verbose.switched', on: verbose.checked }))
  byId('about-details').addEventListener('toggle', () => dispatch({ type: 'about.opened' }))
  byId('renew', HTMLButtonElement).addEventListener('click', () => location.reload())
  byId('log-details').addEventListener('toggle', () => dispatch({ type: 'log.opened' }))
  const language = byId('language', HTMLSelectElement)
  language.addEventListener('change', () => {
    if (isLanguage(language.value)) dispatch({ type: 'language.chosen', language: language.value })
  })
  const theme = byId('theme', HTMLSelectElement)
  theme.addEventListener('change', () => {
    if (isTheme(theme.value)) dispatch({ type: 'theme.chosen', theme: theme.value })
  })
}
