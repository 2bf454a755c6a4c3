/** Who answers: name, model, voice and profile, as the server tells them to everybody. Never its instructions. A late part: it imports nothing that runs. */

import type { Language } from '../../i18n/languages.ts'
import type { make, setText } from '../../view/dom.ts'
import type { Part } from '../../view/late-part.ts'

const names = ['name', 'model', 'voice', 'profile'] as const

type Labels = Readonly<Record<(typeof names)[number] | 'unknown', string>>

const labels: Readonly<Record<Language, Labels>> = {
  en: { name: 'Name', model: 'Model', voice: 'Voice', profile: 'Profile', unknown: 'The server does not tell it now.' },
  'pt-BR': { name: 'Nome', model: 'Modelo', voice: 'Voz', profile: 'Perfil', unknown: 'O servidor não informa agora.' },
  es: { name: 'Nombre', model: 'Modelo', voice: 'Voz', profile: 'Perfil', unknown: 'El servidor no lo dice ahora.' },
}

/** `told` is what the server answers to `GET /status`, or nothing. What it does not tell has no line: an agent of Foundry brings its own model. */
export function createAbout(
  box: HTMLElement,
  told: unknown,
  dom: { make: typeof make; setText: typeof setText },
): Part {
  const rows = names.flatMap((name) => {
    const value: unknown = Reflect.get(Object(told), name)
    if (typeof value !== 'string' || value === '') return []
    const row = dom.make('p', '')
    const label = dom.make('span', 'about-label')
    row.append(label, dom.make('span', 'about-value', value))
    return [{ name, row, label }]
  })
  const unknown = dom.make('p', '')
  box.replaceChildren(...(rows.length === 0 ? [unknown] : rows.map(({ row }) => row)))
  return ({ language }) => {
    const words = labels[language]
    dom.setText(unknown, words.unknown)
    for (const { name, label } of rows) dom.setText(label, words[name])
  }
}
