/** Which languages the page speaks, and how it chooses one. */

/** BCP 47 tags, each with its own name for itself. */
export const languages = { en: 'English', 'pt-BR': 'Português', es: 'Español' } as const

export type Language = keyof typeof languages

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

/** The language of the page that serves a wish best: the same tag, else the same language from elsewhere, else none. */
export function matchLanguage(wish: string): Language | undefined {
  const known = Object.keys(languages).filter(isLanguage)
  const primary = (tag: string): string | undefined => tag.toLowerCase().split(/[-_]/)[0]
  return (
    known.find((tag) => tag.toLowerCase() === wish.toLowerCase()) ?? known.find((tag) => primary(tag) === primary(wish))
  )
}

/** The first wish that the page can serve, else English. Wishes in order: `?lang=`, the saved choice, the browser's own. */
export function chooseLanguage(wishes: readonly (string | null)[]): Language {
  for (const wish of wishes) {
    const match = wish ? matchLanguage(wish) : undefined
    if (match) return match
  }
  return 'en'
}
