/** One notation, two readings: what the grammar lets one say, the matcher understands. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMatcher, grammarOf } from '../../../../../server/emulator/agent/phrases.ts'
import { phrases, vocabulary } from '../../../../../server/emulator/agent/script.ts'
import { parseNumber, sayable } from '../../../../../server/emulator/agent/words.ts'

const match = createMatcher(phrases, vocabulary)

/** Every choice in a phrase made by a coin: one sentence that the grammar allows. */
function sentenceOf(phrase: string, choose: (count: number) => number): string {
  const tokens = phrase.match(/<\w+>|[[\]()|]|[^\s[\]()|<>]+/g) ?? []
  const optional = (words: string) => (choose(2) === 0 ? '' : words)
  const parse = (end: string): string => {
    const options = ['']
    for (let token = tokens.shift(); token !== undefined && token !== end; token = tokens.shift()) {
      const last = options.length - 1
      if (token === '|') options.push('')
      else if (token === '[') options[last] += optional(parse(']'))
      else if (token === '(') options[last] += parse(')')
      else if (token === '<number>') options[last] += `${['seven', 'forty two', 'zero', 'one hundred'][choose(4)]} `
      else if (token === '<country>') options[last] += `${vocabulary.country[choose(vocabulary.country.length)]} `
      else if (token === '<operator>') options[last] += `${vocabulary.operator[choose(vocabulary.operator.length)]} `
      else options[last] += `${token} `
    }
    return options[choose(options.length)] ?? ''
  }
  return parse('').trim()
}

describe('createMatcher', () => {
  test('understands every sentence of the grammar as the intent that it is listed under', () => {
    const sentences = fc.constantFrom(
      ...Object.entries(phrases).flatMap(([intent, list]) => list.map((phrase) => ({ intent, phrase }))),
    )
    fc.assert(
      fc.property(sentences, fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }), ({ intent, phrase }, coins) => {
        let at = 0
        const sentence = sentenceOf(phrase, (count) => (coins[at++ % coins.length] ?? 0) % count)
        expect({ sentence, intent: match(sentence)?.intent }).toEqual({ sentence, intent })
      }),
    )
  })

  test('gives the slots in order', () => {
    expect(match('how much is forty two divided by seven')).toEqual({
      intent: 'calculate',
      slots: ['forty two', 'divided by', 'seven'],
    })
  })

  test('matches whole words only', () => {
    expect(match('stopwatch')).toBeUndefined()
    expect(match('unstop')).toBeUndefined()
    expect(match('please stop now')?.intent).toBe('stop')
  })
})

describe('grammarOf', () => {
  test('is JSGF with one public rule and a rule for each slot', () => {
    const grammar = grammarOf({ a: ['say <color>'], b: ['stop'] }, { color: ['red', 'blue'] })
    expect(grammar).toContain('public <utterance> = say <color>\n  | stop;')
    expect(grammar).toContain('<color> = red | blue;')
    expect(grammar).toMatch(/<number> = zero \| one/)
  })
})

describe('words', () => {
  test.each([
    ['zero', 0],
    ['nineteen', 19],
    ['twenty', 20],
    ['forty two', 42],
    ['one hundred', 100],
    ['-3.5', -3.5],
    ['lots', Number.NaN],
  ])('parseNumber(%j) is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  test.each([
    ['What’s 7×6?', 'what is 7 times 6'],
    ['12.5 / 5', '12.5 divided by 5'],
    ['Good-bye, then.', 'good-bye then'],
    ['  Hello,\n  World!  ', 'hello world'],
  ])('sayable(%j) is %j', (text, said) => {
    expect(sayable(text)).toBe(said)
  })
})
