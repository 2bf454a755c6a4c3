/** Drives the engine as its shell does, but step by step and without a voice, an input or a clock. */

import { decide, type Plan } from '../../../../../server/emulator/agent/decide.ts'
import type { EngineEffect, EngineEvent, SpokenPiece } from '../../../../../server/emulator/engine/events.ts'
import { createIdSeed } from '../../../../../server/emulator/engine/ids.ts'
import { createConversation, reduce } from '../../../../../server/emulator/engine/reduce.ts'
import { createSession } from '../../../../../server/emulator/engine/session.ts'
import type { Rules } from '../../../../../server/emulator/engine/state.ts'
import type { LooseClientEvent } from '../../../../../server/voicelive/client-events.ts'
import { parseClientEvent } from '../../../../../server/voicelive/parse-client.ts'
import { type ServerEvent, serverEvent } from '../../../../../server/voicelive/server-events.ts'

export const cascaded: Rules = { order: 'cascaded', transcript: 'during', firstDone: 'audio', mcp: 'works' }
export const native: Rules = { order: 'native', transcript: 'during', firstDone: 'audio', mcp: 'works' }

type Work = Exclude<EngineEffect, { type: 'send' | 'listen' | 'forget' | 'hush' }>

const spoken = (text: string, startMs: number): SpokenPiece => ({
  audio: 'AAAA',
  audioMs: 100,
  text,
  words: [{ text: text.trim(), startMs, durationMs: 90 }],
})

/** A conversation that has been connected. `sent` holds every server event so far, read as a client reads it; `raw` holds them as they are. */
export function createDrive(rules: Rules = cascaded) {
  const session = createSession({
    id: 'sess_1',
    model: 'gpt-4o',
    agent: null,
    expiresAt: null,
    native: rules.order === 'native',
  })
  let state = createConversation(session, createIdSeed([1, 2, 3, 4]), rules)
  let nowMs = 0
  let writtenMs = 0
  const sent: ServerEvent[] = []
  const raw: { type: string }[] = []
  let work: Work[] = []

  function dispatch(event: EngineEvent): void {
    const [next, effects] = reduce(state, event)
    // State prints as JSON, so that a session can be looked at, kept and compared.
    state = JSON.parse(JSON.stringify(next))
    for (const effect of effects) {
      if (effect.type === 'send') {
        const text = JSON.stringify(effect.event)
        raw.push(JSON.parse(text))
        sent.push(serverEvent.parse(JSON.parse(text)))
      } else if (effect.type === 'hush') work = work.filter(({ type }) => type !== 'speak' && type !== 'write')
      else if (effect.type !== 'listen' && effect.type !== 'forget') work.push(effect)
    }
  }

  /** Does one thing that the engine asked for, from start to end. Returns false when there is nothing to do. */
  function workOnce(heard: string | null = 'hello', pieces = 3): boolean {
    const task = work.shift()
    if (task === undefined) return false
    nowMs += 10
    if (task.type === 'recognise') dispatch({ type: 'recognised', itemId: task.itemId, text: heard, speechMs: 1000 })
    else if (task.type === 'think')
      dispatch({ type: 'decided', responseId: task.responseId, plan: decide(task.prompt, task.tools, new Date(0)) })
    else if (task.type === 'write') {
      dispatch({ type: 'wrote', responseId: task.responseId, text: task.sentences.join(' ') })
      dispatch({ type: 'finished', responseId: task.responseId })
    } else {
      for (let i = 0; i < pieces; i++)
        dispatch({
          type: 'spoke',
          responseId: task.responseId,
          piece: spoken(i === 0 ? 'word' : ' word', i * 100),
          nowMs,
        })
      dispatch({ type: 'finished', responseId: task.responseId })
    }
    return true
  }

  dispatch({ type: 'connected' })
  return {
    sent,
    raw,
    dispatch,
    workOnce,
    work: () => work,
    state: () => state,
    types: () => sent.map(({ type }) => type),
    /** Types since the last call of `since`, without deltas in a row being told apart. */
    since(mark: number): string[] {
      const types = sent.slice(mark).map(({ type }) => type)
      return types.filter((type, index) => type !== types[index - 1])
    },
    mark: () => sent.length,
    last: <Type extends ServerEvent['type']>(type: Type) =>
      sent.findLast((event): event is Extract<ServerEvent, { type: Type }> => event.type === type),
    client(event: LooseClientEvent | Record<string, unknown>): void {
      const parsed = parseClientEvent(JSON.stringify(event), false)
      if (parsed.type === 'unknown' || parsed.type === 'fault')
        throw new Error(`not a client event: ${JSON.stringify(parsed)}`)
      dispatch({ type: 'received', event: parsed })
    },
    write(durationMs: number): void {
      writtenMs += durationMs
      dispatch({ type: 'written', writtenMs })
    },
    pass(durationMs: number): void {
      nowMs += durationMs
    },
    startSpeech(): void {
      dispatch({ type: 'turn', edge: { type: 'started', startMs: Math.max(0, writtenMs - 300) }, nowMs })
    },
    stopSpeech(): void {
      dispatch({ type: 'turn', edge: { type: 'stopped', endMs: writtenMs, speechMs: 1000 }, nowMs })
    },
    /** A whole spoken turn, up to where the engine waits for its words. */
    speak(): void {
      this.write(500)
      this.startSpeech()
      this.write(1500)
      this.stopSpeech()
    },
    workAll(heard?: string | null): void {
      while (workOnce(heard));
    },
    decided: (plan: Plan) => {
      const task = work.shift()
      if (task?.type !== 'think') throw new Error('nobody asked the agent')
      dispatch({ type: 'decided', responseId: task.responseId, plan })
    },
    /** The first part of the answer that is being spoken. */
    speakOnePiece(): string {
      const task = work.find(({ type }) => type === 'speak')
      if (task?.type !== 'speak') throw new Error('nothing is to be spoken')
      dispatch({ type: 'spoke', responseId: task.responseId, piece: spoken('word', 0), nowMs })
      return task.responseId
    },
  }
}

export type Drive = ReturnType<typeof createDrive>
