/** Every language by its tag, each fetched when somebody wants it. */

import type { Language } from './languages.ts'
import type { Words } from './words.ts'

const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  'pt-BR': async () => (await import('./pt-br.ts')).ptBR,
  es: async () => (await import('./es.ts')).es,
}

/** The words of a language; English when they cannot be fetched, after `failed`. */
export const loadWords = (language: Language, failed: () => void): Promise<Words> =>
  loaders[language]().catch(() => {
    failed()
    return loaders.en()
  })
