/** The official SDK as a client of the emulator: nothing here knows the wire, so what arrives is what the SDK's users get. */

import { type AgentSessionConfig, type ServerEventUnion, VoiceLiveClient } from '@azure/ai-voicelive'
import { createVoice } from '../../../server/emulator/speech/voice.ts'

type Type = ServerEventUnion['type']
type Of<T extends Type> = Extract<ServerEventUnion, { type: T }>

const voice = createVoice()
const SAMPLES_PER_MS = 24
/** 20 ms, as small as clients send. */
const FRAME_SAMPLES = 480

/** What Flite makes of a sentence, with silence around it: raw PCM16 at 24 kHz. */
export async function speech(sentence: string, { leadMs = 500, tailMs = 1000 } = {}): Promise<Int16Array> {
  const { samples } = await voice.speak(sentence)
  const audio = new Int16Array((leadMs + tailMs) * SAMPLES_PER_MS + samples.length)
  audio.set(samples, leadMs * SAMPLES_PER_MS)
  return audio
}

/** A session of the SDK with `endpoint`, not connected yet, and all that its handlers were told. */
export function createUser(endpoint: string, target: string | Readonly<{ agent: AgentSessionConfig }> = 'gpt-4o') {
  const client = new VoiceLiveClient(endpoint, { key: 'any' })
  const session = typeof target === 'string' ? client.createSession(target) : client.createSession(target)
  const events: ServerEventUnion[] = []
  const lost: string[] = []
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const check of [...waiting]) check()
  }
  session.subscribe({
    onServerEvent: async (event) => {
      events.push(event)
      wake()
    },
    onError: async ({ error }) => {
      lost.push(error.message)
      wake()
    },
  })
  const until = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = find()
        if (found === undefined && lost.length === 0) return
        waiting.delete(check)
        if (found !== undefined) resolve(found)
        else reject(new Error(`${lost.join('; ')}; got ${events.map(({ type }) => type).join(' ')}`))
      }
      waiting.add(check)
      check()
    })
  /** The first event of a type at or behind `from` that fits. */
  const next = <T extends Type>(type: T, from = 0, fits: (event: Of<T>) => boolean = () => true): Promise<Of<T>> =>
    until(() =>
      events.slice(from).find((event): event is Of<T> => event.type === type && fits(event as unknown as Of<T>)),
    )
  return {
    session,
    events,
    next,
    mark: () => events.length,
    /** Types from a mark on; the deltas of an answer come in any mixture, so they count once each and in the order of the alphabet. */
    order(from = 0): string[] {
      const types: string[] = []
      let deltas = new Set<string>()
      for (const { type } of events.slice(from)) {
        if (type.startsWith('response.audio') && type.endsWith('.delta')) deltas.add(type)
        else {
          types.push(...[...deltas].toSorted())
          deltas = new Set()
          if (types.at(-1) !== type) types.push(type)
        }
      }
      return types
    },
    lost: () => until(() => lost[0]),
    async say(audio: Int16Array) {
      for (let at = 0; at < audio.length; at += FRAME_SAMPLES) {
        const frame = audio.slice(at, at + FRAME_SAMPLES)
        await session.sendAudio(frame.buffer)
      }
    },
    async type(text: string) {
      await session.addConversationItem({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] })
      await session.sendEvent({ type: 'response.create' })
    },
  }
}

export type User = ReturnType<typeof createUser>

/** A session that is connected, and has been greeted by the service. */
export async function connectUser(...args: Parameters<typeof createUser>): Promise<User> {
  const user = createUser(...args)
  await user.session.connect()
  await user.next('session.created')
  return user
}
