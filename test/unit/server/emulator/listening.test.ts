/** Turns enter the conversation in the order in which they were spoken, however long each takes to be recognised. */

import { expect, test } from 'vitest'
import type { EngineEvent } from '../../../../server/emulator/engine/events.ts'
import { createSession } from '../../../../server/emulator/engine/session.ts'
import { createListening } from '../../../../server/emulator/listening.ts'
import { createAudioInput } from '../../../../server/emulator/recognition/audio-input.ts'

const session = createSession({ id: 'sess_1', model: 'gpt-4o', agent: null, expiresAt: null, native: false })
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Turns of so many ms, one behind the other; `mishears` is that which a fault understands by itself. */
function listenTo(turns: readonly number[], mishears: number | undefined) {
  const events: EngineEvent[] = []
  const waiting: Array<{ ms: number; resolve(): void; reject(error: Error): void }> = []
  const recognise = (stretch: Float32Array) =>
    new Promise<{ text: string; speechMs: number }>((resolve, reject) => {
      const ms = stretch.length / 16
      waiting.push({ ms, resolve: () => resolve({ text: `${ms}`, speechMs: ms }), reject })
    })
  const engine = { load: async () => undefined }
  const listening = createListening({
    engines: {
      loadAudioInput: async () => () =>
        createAudioInput({
          createVoiceActivity: () => ({ hasVoice: () => false, stop() {} }),
          written() {},
          edge() {},
        }),
      recogniser: { ...engine, recognise },
      voice: { ...engine, speak: async () => ({ samples: new Int16Array(0), words: [] }) },
      warmVoice: () => {},
      warmRecogniser: () => {},
    },
    session,
    dispatch: (event) => events.push(event),
    mishear: (itemId) =>
      itemId === `item_${mishears}` ? { type: 'recognition_failed', itemId, message: 'fault' } : undefined,
    nowMs: () => 0,
  })
  listening.open((hooks) =>
    createAudioInput({ ...hooks, createVoiceActivity: () => ({ hasVoice: () => false, stop: () => {} }) }),
  )
  const audio = Buffer.alloc(48 * turns.reduce((sum, ms) => sum + ms, 0)).toString('base64')
  listening.append(audio, undefined)
  let startMs = 0
  turns.forEach((ms, index) => {
    listening.recognise({ type: 'recognise', itemId: `item_${index}`, startMs, endMs: startMs + ms })
    startMs += ms
    listening.forget(startMs)
  })
  return {
    listening,
    waiting,
    ended: () => events.flatMap((event) => ('itemId' in event ? `${event.type} ${event.itemId}` : [])),
  }
}

test.each([
  ['the last one is recognised first', [400, 200], undefined],
  ['a fault understands one by itself', [400, 200, 600], 1],
  ['there are many', [200, 400, 200, 800, 400], undefined],
])('in order, when %s', async (_what, turns, mishears) => {
  const { waiting, ended } = listenTo(turns, mishears)
  const recognisedMs: number[] = []
  for (let round = 0; round < turns.length; round++) {
    await settled()
    // Whoever could be first is the newest.
    const next = waiting.pop()
    if (next) recognisedMs.push(next.ms)
    next?.resolve()
  }
  await settled()
  expect(ended()).toEqual(
    turns.map((_ms, index) => `${index === mishears ? 'recognition_failed' : 'recognised'} item_${index}`),
  )
  expect(recognisedMs).toEqual(turns.filter((_ms, index) => index !== mishears))
})

test('a turn that cannot be recognised holds up no other, and nothing is told behind the end', async () => {
  const { listening, waiting, ended } = listenTo([200, 400, 600], undefined)
  await settled()
  waiting.pop()?.reject(new Error('no engine'))
  await settled()
  waiting.pop()?.resolve()
  await settled()
  expect(ended()).toEqual(['recognition_failed item_0', 'recognised item_1'])
  listening.stop()
  waiting.pop()?.resolve()
  await settled()
  expect(ended()).toHaveLength(2)
})
