/** Every language by its tag. English comes with the page; the others are fetched when somebody wants them. */

import { en } from './en.ts'
import type { Language } from './languages.ts'
import type { Words } from './words.ts'

const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  'pt-BR': async () => (await import('./pt-br.ts')).ptBR,
  es: async () => (await import('./es.ts')).es,
}

/** The words of a language; English when they cannot be fetched. */
export const loadWords = (language: Language): Promise<Words> => loaders[language]().catch(() => en)
