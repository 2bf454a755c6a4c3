/** Connections to the emulator without a socket, a voice or a recogniser: what a client sends, and what it is told. */

import { admit } from '../../../../server/emulator/admit.ts'
import { createConnection } from '../../../../server/emulator/connection.ts'
import { defaultDials } from '../../../../server/emulator/dials.ts'
import { createMemory } from '../../../../server/emulator/memory.ts'
import { createAudioInput } from '../../../../server/emulator/recognition/audio-input.ts'
import { type ServerEvent, serverEvent } from '../../../../server/voicelive/server-events.ts'
import { manualClock } from '../upstream/manual-clock.ts'

const engines = {
  loadAudioInput: async () => (hooks: Omit<Parameters<typeof createAudioInput>[0], 'createVoiceActivity'>) =>
    createAudioInput({ createVoiceActivity: () => ({ hasVoice: () => false, stop: () => {} }), ...hooks }),
  recogniser: { load: async () => undefined, recognise: async () => ({ text: null, speechMs: 0 }) },
  voice: { load: async () => undefined, speak: async () => ({ samples: new Int16Array(0), words: [] }) },
  warmVoice: () => {},
  warmRecogniser: () => {},
}

/** An emulator whose clients connect with a query; each says what it was told, and with which code it was closed. */
export function createService() {
  const memory = createMemory()
  let random = 0
  return async (query: Readonly<Record<string, string>>) => {
    const found = admit(
      { 'api-version': '2026-07-15', 'api-key': 'any', ...query },
      {},
      { ...defaultDials, created: 0 },
      0,
    )
    if (!('admission' in found)) throw new Error(found.message)
    const told: ServerEvent[] = []
    const texts: string[] = []
    const closed: number[] = []
    const clock = manualClock()
    const connection = createConnection({
      ...found,
      memory,
      engines,
      clock,
      mayFail: () => false,
      journal: () => {},
      random: () => [++random, 2, 3, 4],
      wallClock: () => new Date(0),
      socket: {
        send: (text) => {
          texts.push(text)
          told.push(serverEvent.parse(JSON.parse(text)))
        },
        close: (code) => closed.push(code),
        cut: () => closed.push(1006),
        read: () => {},
        queuedBytes: () => 0,
      },
    })
    connection.opened()
    // The input is loaded by a promise.
    await new Promise((resolve) => setImmediate(resolve))
    clock.pass(1)
    return {
      told,
      /** the same as they were sent */
      texts,
      closed,
      send: (event: object) => connection.received(JSON.stringify(event)),
      leave: () => connection.closed(),
      items: () => connection.items().map(({ id }) => id),
    }
  }
}
