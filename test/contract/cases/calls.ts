/** Calls with the emulator: typed and spoken questions, interruption, two at once, and every end. */

import { beforeAll, describe, expect, test } from 'vitest'
import { createVoice } from '../../../server/emulator/speech/voice.ts'
import { FRAME_MS, msToSamples } from '../../../shared/audio-format.ts'
import { closeCodes } from '../../../shared/errors.ts'
import { rms } from '../../../shared/pcm.ts'
import { joinSpeech } from '../../support/wav.ts'
import { openPage, openSession, type Page } from '../page.ts'
import type { Runtime } from '../runtimes.ts'
import { sharedServer, untilNoCall } from './fixture.ts'

/** Puts a question into the microphone: a little silence, the words, and the silence that ends a turn. */
function speak(page: Page, words: Int16Array): void {
  const recording = joinSpeech([300, words, 1200], 24_000)
  const frame = msToSamples(FRAME_MS)
  for (let at = 0; at + frame <= recording.length; at += frame)
    page.send(new Uint8Array(recording.slice(at, at + frame).buffer))
}

/** Joins the frames of one answer, and holds each against the place that it claims. */
function audioOf(page: Page, answer: number): Int16Array {
  const frames = page.frames().filter((frame) => frame.answer === answer)
  let samples = 0
  for (const { offsetSamples, pcm } of frames) {
    expect(offsetSamples).toBe(samples)
    samples += pcm.length
  }
  return joinSpeech(
    frames.map(({ pcm }) => pcm),
    24_000,
  )
}

export function callCases(runtime: Runtime): void {
  describe('calls', () => {
    const server = sharedServer(runtime, { MAX_SESSIONS: '3' })
    let question: Int16Array = new Int16Array()
    beforeAll(async () => {
      question = (await createVoice().speak('What is seven times six?')).samples
    })

    test('answer a typed question by voice, with a tool', async () => {
      const page = await openSession(server().ws)
      page.say({ type: 'text.send', text: 'what is seven times six' })
      expect(await page.next('tool.started')).toMatchObject({ name: 'calculate' })
      expect(await page.next('tool.done')).toMatchObject({ name: 'calculate', ok: true })
      const { answer } = await page.next('answer.started')
      const { samples } = await page.next('answer.audio.done')
      const done = await page.next('answer.done')
      expect(done).toMatchObject({ answer, status: 'completed', text: expect.stringContaining('42') })
      const audio = audioOf(page, answer)
      expect(audio).toHaveLength(samples)
      expect(rms(audio)).toBeGreaterThan(0.01)
      const captions = page.messages().flatMap((m) => (m.type === 'answer.caption.delta' ? [m.delta] : []))
      expect(captions.join('')).toBe(done.text)
      page.say({ type: 'session.stop' })
      await page.closed
    })

    test('answer a spoken question by voice', async () => {
      const page = await openSession(server().ws)
      speak(page, question)
      const { item } = await page.next('speech.started')
      expect(await page.next('speech.stopped')).toEqual({ type: 'speech.stopped', item })
      expect(await page.next('user.caption.done')).toMatchObject({
        item,
        text: expect.stringMatching(/seven times six/i),
      })
      expect(await page.next('answer.done')).toMatchObject({ text: expect.stringContaining('42') })
      page.say({ type: 'session.stop' })
      await page.closed
    })

    test('fall silent on interruption, and go on', async () => {
      const page = await openSession(server().ws)
      page.say({ type: 'text.send', text: 'tell me a story' })
      const { answer } = await page.next('answer.started')
      await page.next('answer.word')
      page.say({ type: 'answer.interrupt' })
      expect(await page.next('answers.cut')).toEqual({ type: 'answers.cut', through: answer })
      page.say({ type: 'playback.stopped', answer, playedSamples: 100 })
      expect(await page.next('answer.done')).toMatchObject({ answer, status: 'cancelled' })
      page.say({ type: 'text.send', text: 'what is two plus two' })
      const next = await page.next('answer.done')
      expect(next).toMatchObject({ status: 'completed' })
      const cutAt = page.heard.findIndex((one) => 'message' in one && one.message.type === 'answers.cut')
      const late = page.heard.slice(cutAt).filter((one) => 'frame' in one && one.frame.answer === answer)
      expect(late).toEqual([])
      expect(page.messages().filter(({ type }) => type === 'error')).toEqual([])
      page.say({ type: 'session.stop' })
      await page.closed
    })

    test('never hear each other', async () => {
      const [one, two] = await Promise.all([openSession(server().ws), openSession(server().ws)])
      one.say({ type: 'text.send', text: 'what is two times three' })
      two.say({ type: 'text.send', text: 'what is four times five' })
      const [first, second] = await Promise.all([one.next('answer.done'), two.next('answer.done')])
      expect(first.text).toContain('6')
      expect(second.text).toContain('20')
      for (const [page, done] of [
        [one, first],
        [two, second],
      ] as const) {
        expect(page.messages().filter(({ type }) => type === 'answer.started')).toHaveLength(1)
        expect(new Set(page.frames().map(({ answer }) => answer))).toEqual(new Set([done.answer]))
      }
      const ids = [one, two].map((page) => page.messages().find(({ type }) => type === 'session.ready'))
      expect(ids[0]).not.toEqual(ids[1])
      // One ends; the other does not notice.
      one.socket.terminate()
      two.say({ type: 'text.send', text: 'what is one plus one' })
      expect((await two.next('answer.done')).text).toContain('2')
      two.say({ type: 'session.stop' })
      await two.closed
    })

    test('end on stop, on a closed tab and on a cut wire', async () => {
      const stopped = await openSession(server().ws)
      stopped.say({ type: 'session.stop' })
      expect(await stopped.closed).toEqual({ code: closeCodes.normal, reason: 'stopped' })
      const left = await openSession(server().ws)
      left.socket.close(1000)
      const lost = await openSession(server().ws)
      lost.socket.terminate()
      await untilNoCall(server())
    })

    test('beyond the limit are refused with 1013', async () => {
      const pages = [1, 2, 3].map(() => openPage(server().ws))
      await Promise.all(pages.map((page) => page.next('hello')))
      const fourth = openPage(server().ws)
      expect(await fourth.next('error')).toMatchObject({ code: 'busy', fatal: true })
      expect(await fourth.closed).toEqual({ code: closeCodes.capacity, reason: 'busy' })
      for (const page of pages) page.socket.close()
      await untilNoCall(server())
    })
  })
}
