/** The lists from which the user chooses before a session. A late part: it imports nothing that runs, or that would become a further chunk. */

import type { UserOffers, UserSetting } from '../../../shared/user-choice.ts'
import type { choiceOf } from '../../state/choices.ts'
import type { PageEvent } from '../../state/events.ts'
import type { Part } from '../../view/late-part.ts'

const settings: readonly UserSetting[] = ['voice', 'language', 'rate']

/** Puts one list for each setting that can be chosen before the `actions`. */
export function createOffers(
  session: HTMLButtonElement,
  actions: HTMLElement,
  dispatch: (event: PageEvent) => void,
  choose: typeof choiceOf,
): Part {
  const box = document.createElement('div')
  box.className = 'offers'
  actions.before(box)
  const lists = settings.map((setting) => {
    const label = document.createElement('label')
    const list = document.createElement('select')
    list.id = `choice-${setting}`
    label.htmlFor = list.id
    list.addEventListener('change', () => dispatch({ type: 'offer.chosen', setting, label: list.value }))
    /** Stands for what the agent has where no label says it. */
    const standard = new Option('', '')
    return { setting, label, list, standard }
  })
  let shown: UserOffers | null = null

  const fill = (offers: UserOffers | null): void => {
    shown = offers
    box.replaceChildren()
    for (const { setting, label, list, standard } of lists) {
      const offer = offers?.[setting]
      if (!offer) continue
      const options = offer.labels.split('\n').map((name) => new Option(name))
      list.replaceChildren(...(offer.initial === null ? [standard] : []), ...options)
      box.append(label, list)
    }
  }

  return ({ choices }, words) => {
    if (choices.offers !== shown) fill(choices.offers)
    const choice = choose(choices)
    for (const { setting, label, list, standard } of lists) {
      if (label.textContent !== words.offers[setting]) label.textContent = words.offers[setting]
      if (standard.text !== words.offers.standard) standard.text = words.offers.standard
      list.value = choice[setting] ?? ''
      list.disabled = session.dataset.running !== undefined
    }
  }
}
