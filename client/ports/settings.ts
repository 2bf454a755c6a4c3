/** The user's choices, kept in the browser, and the ticket that outlives a reload; without storage they last as long as the page. */

import { userSettings } from '../../shared/user-choice.ts'
import { chooseLanguage } from '../i18n/languages.ts'
import type { LeftCall } from '../state/events.ts'
import { type Effect, isTheme } from '../state/events.ts'
import type { Settings } from '../state/model.ts'

type Name = Extract<Effect, { type: 'remember' }>['name']

/** A ticket is of this tab alone. */
const storageOf = (name: Name): Storage => (name === 'ticket' ? sessionStorage : localStorage)

const read = (name: Name): string | null => {
  try {
    return storageOf(name).getItem(name)
  } catch {
    return null
  }
}

/** Taken away as it is read, or a copy of the tab would come for the call as well. */
export function takeLeftCall(): LeftCall | null {
  const kept = read('ticket')
  if (kept === null) return null
  sessionStorage.removeItem('ticket')
  try {
    const { ticket, resumeMs } = JSON.parse(kept)
    return typeof ticket === 'string' && typeof resumeMs === 'number' ? { ticket, resumeMs } : null
  } catch {
    return null
  }
}

export function remember(name: Name, value: string): void {
  try {
    storageOf(name).setItem(name, value)
  } catch {
    // Storage is full or forbidden; the choice holds for this page all the same.
  }
}

/** The language by `?lang=`, then the saved choice, then the browser's wishes; all else by the saved choice. */
export function loadSettings(): Settings {
  const asked = new URLSearchParams(location.search).get('lang')
  const theme = read('theme') ?? 'system'
  return {
    secure: isSecureContext,
    language: chooseLanguage([asked, read('language'), ...navigator.languages]),
    theme: isTheme(theme) ? theme : 'system',
    remembered: Object.fromEntries(userSettings.map((setting) => [setting, read(`talker.${setting}`) ?? ''])),
  }
}
