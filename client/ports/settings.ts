/** The user's choices, kept in the browser, and the ticket that outlives a reload; without storage they last as long as the page. */

import { userSettings } from '../../shared/user-choice.ts'
import { chooseLanguage } from '../i18n/languages.ts'
import type { LeftCall } from '../state/events.ts'
import { type Effect, isTheme } from '../state/events.ts'
import type { Settings } from '../state/model.ts'

type Name = Extract<Effect, { type: 'remember' }>['name']

const CALL = 'ticket'

/** What storage is asked may be forbidden, or it is full; a choice holds for this page all the same. */
function attempt<Value>(ask: () => Value): Value | null {
  try {
    return ask()
  } catch {
    return null
  }
}

const read = (name: Name): string | null => attempt(() => localStorage.getItem(name))

export const remember = (name: Name, value: string): void => void attempt(() => localStorage.setItem(name, value))

/** The next page has another clock, and both know the time of day. */
const openedAtMs = () => Date.now() - performance.now()

/** A call is of this tab alone; until when the server holds it tells the next page whether it can go on with it. */
export const keepCall = (left: LeftCall): void =>
  void attempt(() => sessionStorage.setItem(CALL, JSON.stringify({ ...left, untilMs: left.untilMs + openedAtMs() })))

/** Taken away as it is read, or a copy of the tab would come for the call as well. */
export const takeLeftCall = (): LeftCall | null =>
  attempt(() => {
    const kept = sessionStorage.getItem(CALL)
    sessionStorage.removeItem(CALL)
    const left: LeftCall = JSON.parse(kept ?? '')
    const untilMs = left.untilMs - openedAtMs()
    return typeof left.ticket === 'string' && performance.now() < untilMs ? { ...left, untilMs } : null
  })

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
