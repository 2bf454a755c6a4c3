/** A spoken question gets a spoken answer, heard with the emulator's own ears. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeOutput, toBase64 } from '../../../server/emulator/audio/formats.ts'
import { createRecogniser } from '../../../server/emulator/recognition/recogniser.ts'
import { floatsFromInt16 } from '../../../shared/pcm.ts'
import { createResampler } from '../../../shared/resampler.ts'
import { connect, startEmulator, utterance } from './harness.ts'

const fast = { pace: Number.POSITIVE_INFINITY }
const calculate = { type: 'function', name: 'calculate', description: 'Calculates.', parameters: { type: 'object' } }
const serverVad = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 }
let emulator: Awaited<ReturnType<typeof startEmulator>>

beforeAll(async () => {
  emulator = await startEmulator(fast)
})
afterAll(() => emulator.stop())

/** Hears an answer: by a grammar that holds every answer to a sum of small numbers. */
async function hearAnswer(audio: Int16Array): Promise<string | null> {
  const number =
    '(two | three | six | seven | eight | nine | ten | twelve | (twenty | thirty | forty | fifty | sixty) [two | five | six | eight])'
  const { recognise } = createRecogniser(
    `#JSGF V1.0;\ngrammar answers;\npublic <answer> = ${number} (plus | minus | times) ${number} is ${number};`,
  )
  const resampler = createResampler(24_000, 16_000)
  const output = new Float32Array(resampler.outputBound(audio.length))
  const { text } = await recognise(
    output.subarray(0, resampler.convert(floatsFromInt16(audio), audio.length, output, 0)),
  )
  return text
}

describe('a voice turn', () => {
  test('cascaded: the question is understood, the tool called, the result spoken, in the strict order', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: serverVad, tools: [calculate], tool_choice: 'auto' })
    const mark = client.mark()
    client.say(await utterance('What is seven times six?'))

    const call = await client.next('response.function_call_arguments.done')
    expect(call).toMatchObject({ name: 'calculate', arguments: '{"expression":"7 * 6"}' })
    await client.next('response.done')
    expect(client.types(mark)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.input_audio_transcription.completed',
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(client.all('conversation.item.input_audio_transcription.completed')[0]?.transcript).toBe(
      'what is seven times six',
    )

    const answerMark = client.mark()
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call.call_id, output: '42' },
    })
    client.send({ type: 'response.create' })
    const done = await client.next('response.done', undefined, answerMark)
    const types = client.types(answerMark)
    expect(types.slice(0, 5)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
    ])
    expect(types.slice(-5)).toEqual([
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(done.response).toMatchObject({
      status: 'completed',
      output: [{ content: [{ type: 'audio', transcript: '7 times 6 is 42.' }] }],
    })
    expect(
      client
        .all('response.audio_transcript.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe('7 times 6 is 42.')
    expect(await hearAnswer(client.audioOf(done.response.id))).toBe('seven times six is forty two')
    await client.close()
  })

  test('cascaded, without tools: the agent calculates itself', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: serverVad })
    client.say(await utterance('What is eight plus fifty?'))
    const done = await client.next('response.done')
    expect(await hearAnswer(client.audioOf(done.response.id))).toBe('eight plus fifty is fifty eight')
    await client.close()
  })

  test('native: the item comes at once and the transcript during the answer', async () => {
    const client = await connect(emulator.origin, { model: 'gpt-realtime' })
    await client.update({ turn_detection: serverVad, input_audio_transcription: { model: 'whisper-1' } })
    const mark = client.mark()
    client.say(await utterance('What is the capital of France?'))
    const done = await client.next('response.done')
    const types = client.types(mark)
    expect(types.slice(0, 5)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'response.created',
    ])
    const transcribed = types.indexOf('conversation.item.input_audio_transcription.completed')
    expect(transcribed).toBeGreaterThan(types.indexOf('response.audio.delta'))
    expect(transcribed).toBeLessThan(types.indexOf('response.done'))
    expect(done.response.output?.[0]).toMatchObject({ content: [{ transcript: 'The capital of France is Paris.' }] })
    await client.close()
  })

  test('speech outside the grammar is told apart, honestly', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: serverVad })
    client.say(await utterance('Please book me a table for two.'))
    const transcribed = await client.next('conversation.item.input_audio_transcription.completed')
    expect(transcribed.transcript).toMatch(/^\[\d\.\d s of speech, not understood]$/)
    const { transcript } = await client.next('response.audio_transcript.done')
    expect(transcript).toMatch(/^I heard you for \d\.\d seconds, but I only understand a few phrases\./)
    await client.close()
  })

  test('the audio clock counts, not the wall clock: positions lie where the speech lies', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: serverVad })
    client.say(await utterance('Thank you.', { leadMs: 5000 }))
    const { audio_start_ms: startMs } = await client.next('input_audio_buffer.speech_started')
    expect(startMs).toBeGreaterThan(4700)
    expect(startMs).toBeLessThan(5300)
    await client.next('response.done')
    await client.close()
  })

  test('a telephone works: G.711 in and out', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: null, input_audio_format: 'g711_ulaw', output_audio_format: 'g711_alaw' })
    const question = encodeOutput(await utterance('Tell me a joke.', { leadMs: 100, tailMs: 100 }), 'g711_ulaw')
    client.send({ type: 'input_audio_buffer.append', audio: toBase64(question.bytes) })
    client.send({ type: 'input_audio_buffer.commit' })
    client.send({ type: 'response.create' })
    const done = await client.next('response.done')
    const [transcribed] = client.all('conversation.item.input_audio_transcription.completed')
    expect(transcribed?.transcript).toBe('tell me a joke')
    expect(done.response.output_audio_format).toBe('g711_alaw')
    const seconds = client.audioOf(done.response.id).byteLength / 8000
    expect(seconds).toBeGreaterThan(3)
    expect(seconds).toBeLessThan(7)
    await client.close()
  })

  test('word times follow the words', async () => {
    const client = await connect(emulator.origin)
    await client.update({ output_audio_timestamp_types: ['word'] })
    client.type('What is the capital of Japan?')
    const done = await client.next('response.done')
    const words = client.all('response.audio_timestamp.delta')
    expect(words.map(({ text }) => text)).toEqual(['The', 'capital', 'of', 'Japan', 'is', 'Tokyo.'])
    const audioMs = client.audioOf(done.response.id).length / 24
    for (const [index, word] of words.entries()) {
      expect(word.audio_offset_ms).toBeGreaterThanOrEqual(words[index - 1]?.audio_offset_ms ?? 0)
      expect(word.audio_offset_ms + word.audio_duration_ms).toBeLessThanOrEqual(audioMs)
    }
    await client.close()
  })
})
