/** Who answers: name, model, voice and profile, as the server tells them to everybody. Never its instructions. A late part: it imports nothing that runs. */

import type { Language } from '../../i18n/languages.ts'
import type { make, setText } from '../../view/dom.ts'
import type { Part } from '../../view/late-part.ts'

const names = ['name', 'model', 'voice', 'profile'] as const

type Row = Readonly<{ name: (typeof names)[number]; element: HTMLElement; label: HTMLElement }>

type Labels = Readonly<Record<(typeof names)[number] | 'unknown', string>>

const labels: Readonly<Record<Language, Labels>> = {
  en: { name: 'Name', model: 'Model', voice: 'Voice', profile: 'Profile', unknown: 'The server does not tell it now.' },
  'pt-BR': { name: 'Nome', model: 'Modelo', voice: 'Voz', profile: 'Perfil', unknown: 'O servidor não informa agora.' },
  es: { name: 'Nombre', model: 'Modelo', voice: 'Voz', profile: 'Perfil', unknown: 'El servidor no lo dice ahora.' },
}

/**
 * `ask` brings what the server answers to `GET /status`, or nothing; it is asked whenever the part is unfolded. What it does not tell has
 * no line: an agent of Foundry brings its own model.
 */
export function createAbout(
  box: HTMLElement,
  ask: () => Promise<unknown>,
  dom: { make: typeof make; setText: typeof setText },
): Part {
  const unknown = dom.make('p', '')
  let rows: readonly Row[] = []
  let language: Language = 'en'
  const label = () => {
    const words = labels[language]
    dom.setText(unknown, words.unknown)
    for (const row of rows) dom.setText(row.label, words[row.name])
  }
  const fill = async () => {
    const told = await ask()
    rows = names.flatMap((name) => {
      const value: unknown = Reflect.get(Object(told), name)
      if (typeof value !== 'string' || value === '') return []
      const element = dom.make('p', '')
      const row = { name, element, label: dom.make('span', 'about-label') }
      element.append(row.label, dom.make('span', 'about-value', value))
      return [row]
    })
    label()
    box.replaceChildren(...(rows.length === 0 ? [unknown] : rows.map(({ element }) => element)))
  }
  void fill()
  const details = box.closest('details')
  details?.addEventListener('toggle', () => details.open && void fill())
  return (state) => {
    language = state.language
    label()
  }
}
