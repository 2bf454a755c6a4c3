/** The recogniser: what the agent understands it hears right, and what it does not, it says so. */

import { describe, expect, test } from 'vitest'
import { grammarOf } from '../../../../../server/emulator/agent/phrases.ts'
import { phrases, vocabulary } from '../../../../../server/emulator/agent/script.ts'
import { coverage, createRecogniser, voicedFrames } from '../../../../../server/emulator/recognition/recogniser.ts'
import { createVoice } from '../../../../../server/emulator/speech/voice.ts'
import { floatsFromInt16 } from '../../../../../shared/pcm.ts'
import { createResampler } from '../../../../../shared/resampler.ts'

const { recognise } = createRecogniser(grammarOf(phrases, vocabulary))
const voice = createVoice()

async function understand(sentence: string) {
  const { samples } = await voice.speak(sentence)
  const resampler = createResampler(24_000, 16_000)
  const output = new Float32Array(resampler.outputBound(samples.length))
  return recognise(output.subarray(0, resampler.convert(floatsFromInt16(samples), samples.length, output, 0)))
}

describe('createRecogniser', () => {
  test.each([
    'what is seven times six',
    'how much is forty two divided by three',
    'what is the capital of portugal',
    'what time is it',
    'tell me a story',
    'tell me a joke',
    'stop',
    'thank you',
    'goodbye',
    'hello',
  ])('hears %j', async (sentence) => {
    expect((await understand(sentence)).text).toBe(sentence)
  })

  test.each([
    'the quick brown fox jumps over the lazy dog',
    'please book me a table for two',
    'what is the weather like tomorrow',
    'my name is Robert and I live in London',
    'banana',
    'yes',
  ])('does not take %j for a phrase that it knows', async (sentence) => {
    const { text, speechMs } = await understand(sentence)
    expect(text).toBeNull()
    expect(speechMs).toBeGreaterThan(200)
  })

  test('hears nothing in silence, noise and nothing at all', async () => {
    let random = 1
    const noise = Float32Array.from({ length: 32_000 }, () => {
      random = (random * 16_807) % 2_147_483_647
      return (random / 2_147_483_647 - 0.5) * 0.4
    })
    expect(await recognise(new Float32Array(0))).toEqual({ text: null, speechMs: 0 })
    expect(await recognise(new Float32Array(16_000))).toEqual({ text: null, speechMs: 0 })
    expect((await recognise(noise)).text).toBeNull()
  })

  test('does not even try what is longer than any phrase', async () => {
    const long = Float32Array.from({ length: 16_000 * 9 }, (_, index) => Math.sin(index / 10) * 0.3)
    expect(await recognise(long)).toMatchObject({ text: null, speechMs: 9000 })
  })

  test('an unknown grammar word is told when it loads', async () => {
    const broken = createRecogniser('#JSGF V1.0;\ngrammar g;\npublic <g> = xyzzyplugh;')
    await expect(broken.load()).rejects.toThrow('The emulator could not load its speech recogniser')
  })
})

describe('coverage', () => {
  test('is the part of the voiced frames that lie in words', () => {
    const voiced = [false, true, true, true, true, false]
    expect(coverage(voiced, [{ text: 'a', startMs: 0, durationMs: 30 }])).toBe(0.5)
    expect(coverage([false], [])).toBe(0)
  })

  test('frames are voiced beside the loudest one', () => {
    const samples = new Float32Array(480).fill(0.001)
    samples.fill(0.5, 160, 320)
    expect(voicedFrames(samples)).toEqual([false, true, false])
  })
})
