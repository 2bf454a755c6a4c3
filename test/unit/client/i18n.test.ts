import { describe, expect, test } from 'vitest'
import { loadWords } from '../../../client/i18n/dictionary.ts'
import { en } from '../../../client/i18n/en.ts'
import { chooseLanguage, languages, matchLanguage } from '../../../client/i18n/languages.ts'

/** Every sentence with its path, whatever its depth. */
const sentences = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'function') return [[`${path}${key}`, `${value(1)} / ${value(2)}`]]
    return typeof value === 'string' ? [[`${path}${key}`, value]] : sentences(value, `${path}${key}.`)
  })

describe('chooseLanguage', () => {
  test('takes the first wish that the page can serve', () => {
    expect(chooseLanguage(['es', 'pt-BR', 'en'])).toBe('es')
    expect(chooseLanguage([null, null, 'de-DE', 'pt-PT', 'en'])).toBe('pt-BR')
    expect(chooseLanguage(['xx', ''])).toBe('en')
  })

  test('the same tag wins over the same language from elsewhere', () => {
    expect(matchLanguage('PT-br')).toBe('pt-BR')
    expect(matchLanguage('es_MX')).toBe('es')
    expect(matchLanguage('en-GB')).toBe('en')
    expect(matchLanguage('ja')).toBeUndefined()
  })
})

describe.each(['pt-BR', 'es'] as const)('words in %s', (language) => {
  test('say everything that English says, and leave nothing empty', async () => {
    const words = sentences(await loadWords(language, () => {}))
    expect(words.map(([path]) => path).sort()).toEqual(
      sentences(en)
        .map(([path]) => path)
        .sort(),
    )
    expect(words.filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('leave no English sentence untranslated', async () => {
    const english = new Map(sentences(en))
    const same = sentences(await loadWords(language, () => {})).filter(
      ([path, text]) => text === english.get(path) && text.includes(' '),
    )
    expect(same).toEqual([])
  })

  test('end their sentences like English does', async () => {
    const english = new Map(sentences(en))
    const odd = sentences(await loadWords(language, () => {})).filter(
      ([path, text]) => /[.:]$/.test(text) !== /[.:]$/.test(english.get(path) ?? ''),
    )
    expect(odd).toEqual([])
  })
})

test.each([
  // It hears the user where the microphone's track is read.
  ['that the agent hears nothing without sound', /agent does not hear|agente no te oye|agente não ouve/],
  ['one thing by two words', /log do servidor|no tiene sitio/],
  ['a state by a word that the page does not show', /dizer que está pronta|diga que está lista/],
  // What is said while the page reconnects is dropped.
  ['that nothing that was said is lost', /[Nn]othing (that )?(was|you) said|nada de lo dicho|do que foi dito/],
])('no language says %s', async (_, untrue) => {
  for (const language of ['en', 'pt-BR', 'es'] as const) {
    const words = sentences(await loadWords(language, () => {}))
    expect(words.filter(([, text]) => untrue.test(text))).toEqual([])
  }
})

// A server that is just being started answers, and takes no socket yet.
test.each([
  ['en', /^Start again/],
  ['pt-BR', /^Inicie de novo/],
  ['es', /^Vuelve a empezar/],
] as const)(
  'in %s whoever gets no socket tries again before they look for another network',
  async (language, again) => {
    const { problem } = await loadWords(language, () => {})
    expect(problem.connection_failed.remedy).toMatch(new RegExp(again.source.slice(1), 'i'))
    expect(problem.websocket_blocked.remedy).toMatch(again)
  },
)

test('languages: each names itself', () => {
  expect(languages).toEqual({ en: 'English', 'pt-BR': 'Português', es: 'Español' })
})
