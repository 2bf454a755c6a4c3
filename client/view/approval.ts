/** The card of an approval: what the agent wants to use and with what, and two buttons until the user has chosen. */

import type { Words } from '../i18n/words.ts'
import type { ApprovalEntry } from '../state/transcript.ts'
import { make, setAttribute } from './dom.ts'

/** Makes a card of the entry's element. The buttons carry what they mean, because the transcript listens to all of them. */
export function createApproval(element: HTMLElement, { id, arguments: given }: ApprovalEntry) {
  const choice = make('div', 'choice')
  element.append(make('code', 'given', given), choice)
  setAttribute(element, 'role', 'group')

  return (entry: ApprovalEntry, words: Words): void => {
    setAttribute(element, 'aria-label', `${entry.server}/${entry.name}: ${words.approval[entry.outcome]}`)
    // A button that goes would take the focus with it to the start of the page.
    if (choice.contains(document.activeElement)) element.closest<HTMLElement>('[role=log]')?.focus()
    choice.replaceChildren()
    if (entry.outcome !== 'asked') return
    for (const value of ['allow', 'deny'] as const) {
      const button = make('button', '', words.approval[value])
      button.name = id
      button.value = value
      choice.append(button)
    }
  }
}
