/** What the scripted agent makes of what it is told. */

import { describe, expect, test } from 'vitest'
import { decide } from '../../../../../server/emulator/agent/decide.ts'

const noon = new Date(2026, 10, 22, 15, 7)
const said = (text: string, tools: readonly string[] = []) =>
  decide({ kind: 'text', text }, tools, noon).sentences.join(' ')

describe('decide', () => {
  test.each([198, 199, 200])('cuts what a tool answered between two characters, %i before a face', (length) => {
    const output = `${'a'.repeat(length)}${'\u{1f600}'.repeat(4)}`
    const results = [{ name: 'f', arguments: '{}', output }]
    const text = decide({ kind: 'tools', results }, [], noon).sentences.join(' ')
    expect(text).toContain('aaa')
    // Half a character cannot be encoded.
    expect(() => encodeURIComponent(text)).not.toThrow()
  })

  test.each([
    ['What is 7 * 6?', '7 times 6 is 42.'],
    ["what's seven times six", '7 times 6 is 42.'],
    ['7*6', '7 times 6 is 42.'],
    ['how much is 1,000 / 8', '1000 divided by 8 is 125.'],
    ['What is forty two minus fifty?', '42 minus 50 is -8.'],
    ['0.1 + 0.2', '0.1 plus 0.2 is 0.3.'],
    ['what is one hundred divided by zero', 'Nobody can divide by zero.'],
    ['Hello! What time is it?', 'It is 3:07 PM.'],
    ['What is the capital city of Portugal?', 'The capital of Portugal is Lisbon.'],
    ['Be quiet!', 'All right.'],
    ['thanks a lot', 'You are welcome.'],
  ])('answers %j with %j', (text, answer) => {
    expect(said(text)).toBe(answer)
  })

  test('tells a story of twelve sentences', () => {
    expect(decide({ kind: 'text', text: 'Please tell me a long story.' }, [], noon).sentences).toHaveLength(12)
  })

  test('greets when it has the first word', () => {
    expect(decide({ kind: 'nothing' }, [], noon).sentences[0]).toMatch(/^Hello/)
  })

  test.each([
    ['Olá, que horas são?', 'Portuguese'],
    ['Hola, ¿qué hora es?', 'Spanish'],
  ])('answers %j in English and says that it is %s', (text, language) => {
    expect(said(text)).toContain(`I think that this is ${language}, but the emulator speaks only English.`)
  })

  test('does not take an unknown word for a language, nor part of a word for a phrase', () => {
    expect(said('banana')).toMatch(/^I read your message/)
    expect(said('nonstop')).toMatch(/^I read your message/)
  })

  test('says how long it heard what it did not understand', () => {
    const plan = decide({ kind: 'speech', text: null, speechMs: 2140 }, [], noon)
    expect(plan.sentences[0]).toBe('I heard you for 2.1 seconds, but I only understand a few phrases.')
  })

  test('calls a tool only when it is offered', () => {
    expect(decide({ kind: 'text', text: 'what is 7 times 6' }, ['calculate'], noon)).toEqual({
      sentences: [],
      calls: [{ name: 'calculate', arguments: '{"expression":"7 * 6"}' }],
    })
    expect(
      decide({ kind: 'speech', text: 'what time is it', speechMs: 900 }, ['get_current_time'], noon).calls,
    ).toEqual([{ name: 'get_current_time', arguments: '{}' }])
    expect(decide({ kind: 'text', text: 'what is 7 times 6' }, ['get_current_time'], noon).calls).toEqual([])
  })

  test('calls any tool on offer by name, several in one answer', () => {
    const text = 'call get_weather {"city":"Lisbon"}\ncall get_news\ncall not_offered'
    expect(decide({ kind: 'text', text }, ['get_weather', 'get_news'], noon).calls).toEqual([
      { name: 'get_weather', arguments: '{"city":"Lisbon"}' },
      { name: 'get_news', arguments: '{}' },
    ])
  })

  test.each([
    ['calculate', '{"expression":"7 * 6"}', '42', '7 times 6 is 42.'],
    ['calculate', '{"expression":"7 * 6"}', '{"result":42}', '7 times 6 is 42.'],
    ['calculate', '', '3.14159', 'The result is 3.142.'],
    ['calculate', '{"expression":"1 / 0"}', 'cannot divide', 'The tool calculate answered: cannot divide.'],
    ['get_current_time', '{}', 'Sunday 22 November 2026 at 09:05:01 GMT', 'It is 9:05 AM.'],
    ['get_current_time', '{}', '{"iso":"2026-11-22T15:07:00Z"}', 'It is 3:07 PM.'],
    ['get_current_time', '{}', '3:07 PM', 'It is 3:07 PM.'],
    ['get_weather', '{}', 'sunny', 'The tool get weather answered: sunny.'],
  ])('says the result of %s(%s) = %s', (name, args, output, answer) => {
    expect(decide({ kind: 'tools', results: [{ name, arguments: args, output }] }, [], noon).sentences).toEqual([
      answer,
    ])
  })

  test('says the results of parallel calls together', () => {
    const results = [
      { name: 'a', arguments: '{}', output: 'one' },
      { name: 'b', arguments: '{}', output: 'two' },
    ]
    expect(decide({ kind: 'tools', results }, [], noon).sentences).toHaveLength(2)
    expect(decide({ kind: 'tools', results, question: 'Use that, please.' }, [], noon).sentences).toHaveLength(2)
    const asked = decide({ kind: 'tools', results, question: 'what is the capital of Italy' }, [], noon)
    expect(asked.sentences).toEqual(['The capital of Italy is Rome.'])
  })
})
