/** Everything on the page that changes with its language and appearance, and with nothing else. */

import { languages } from '../i18n/languages.ts'
import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'
import { byId, onChange, setAttribute, setText } from './dom.ts'

/** The word at a path such as `themes.system`; index.html says where it goes, and a test that there is one. */
export const wordAt = (words: Words, path: string): string =>
  String(path.split('.').reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), words))

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
    for (const element of document.querySelectorAll<HTMLElement>('[data-words]'))
      setText(element, wordAt(words, element.dataset.words ?? ''))
    message.placeholder = words.messageHint
  })
  return (state, words) => {
    applyWords(words)
    setAttribute(document.documentElement, 'lang', words.lang)
    setAttribute(document.documentElement, 'data-theme', state.theme === 'system' ? null : state.theme)
    if (language.value !== state.language) language.value = state.language
    if (theme.value !== state.theme) theme.value = state.theme
  }
}
