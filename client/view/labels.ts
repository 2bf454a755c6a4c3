/** Everything on the page that changes with its language and appearance, and with nothing else. */

import { languages } from '../i18n/languages.ts'
import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'
import { byId, onChange, setAttribute, setText } from './dom.ts'

/** The text of each element, by id. */
const texts: Readonly<Record<string, (words: Words) => string>> = {
  tagline: (words) => words.tagline,
  'language-label': (words) => words.language,
  'theme-label': (words) => words.theme,
  'theme-system': (words) => words.themes.system,
  'theme-light': (words) => words.themes.light,
  'theme-dark': (words) => words.themes.dark,
  'mute-label': (words) => words.mute,
  'interrupt-label': (words) => words.interrupt,
  'code-label': (words) => words.access.code,
  enter: (words) => words.access.enter,
  'sign-in-link': (words) => words.access.signInLink,
  'level-label': (words) => words.level,
  'conversation-label': (words) => words.conversation,
  invitation: (words) => words.invitation,
  'message-label': (words) => words.message,
  'send-label': (words) => words.send,
  'log-label': (words) => words.log,
  'verbose-label': (words) => words.verbose,
  'emulator-label': (words) => words.emulator,
  'emulator-hint': (words) => words.emulatorHint,
}

export function createLabels(): (state: State, words: Words) => void {
  const language = byId('language', HTMLSelectElement)
  for (const [tag, name] of Object.entries(languages)) {
    const option = new Option(name, tag)
    option.lang = tag
    language.add(option)
  }
  const theme = byId('theme', HTMLSelectElement)
  const message = byId('message', HTMLInputElement)

  const applyWords = onChange((words: Words) => {
    for (const [id, text] of Object.entries(texts)) setText(byId(id, HTMLElement), text(words))
    message.placeholder = words.messageHint
  })
  return (state, words) => {
    applyWords(words)
    setAttribute(document.documentElement, 'lang', state.language)
    setAttribute(document.documentElement, 'data-theme', state.theme === 'system' ? null : state.theme)
    if (language.value !== state.language) language.value = state.language
    if (theme.value !== state.theme) theme.value = state.theme
  }
}
