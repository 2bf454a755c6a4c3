/** The talker's choices, kept in the browser; without storage they last as long as the page. */

import { chooseLanguage, type Language } from './i18n/languages.ts'
import { isTheme, type Theme } from './state/events.ts'

type Name = 'language' | 'theme'

const read = (name: Name): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function remember(name: Name, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Storage is full or forbidden; the choice holds for this page all the same.
  }
}

/** The language by `?lang=`, then the saved choice, then the browser's wishes; the appearance by the saved choice. */
export function loadSettings(): Readonly<{ language: Language; theme: Theme }> {
  const asked = new URLSearchParams(location.search).get('lang')
  const theme = read('theme') ?? 'system'
  return {
    language: chooseLanguage([asked, read('language'), ...navigator.languages]),
    theme: isTheme(theme) ? theme : 'system',
  }
}
