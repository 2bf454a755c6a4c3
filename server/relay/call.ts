/** One call: the session reducer joined to one page socket, one connection to the service, its timers and its tools. */

import { Buffer } from 'node:buffer'
import { ANSWER_FRAME_HEADER_BYTES, writeAnswerHeader } from '../../shared/answer-frame.ts'
import { BYTES_PER_SAMPLE } from '../../shared/audio-format.ts'
import { closeCodes } from '../../shared/errors.ts'
import { createLoop } from '../../shared/loop.ts'
import type { Log } from '../observe/facts.ts'
import { reduce } from '../session/reduce.ts'
import {
  type SessionEffect,
  type SessionEvent,
  type SessionOptions,
  type SessionState,
  type SessionStep,
  startSession,
  type Timer,
} from '../session/state.ts'
import type { RunTool } from '../tools/runner.ts'
import type { ConnectUpstream, Upstream, UpstreamSignal } from '../upstream/port.ts'
import { createHeldFrames } from './held-frames.ts'
import type { Line } from './line.ts'

export type CallDependencies = Readonly<{
  session: SessionOptions
  page: Pick<Line, 'send' | 'close' | 'acknowledge' | 'resume'>
  connect: ConnectUpstream
  runTool: RunTool
  log: Log
  /** Monotonic milliseconds. */
  nowMs: () => number
  /** Called once, when everything that the call held is let go. */
  onEnd: (summary: CallSummary) => void
}>

export type CallSummary = Readonly<{ framesIn: number; framesOut: number; code: number; reason: string }>

/** What the world may tell a call. After the end, all of it is ignored. */
export type Call = Readonly<{
  said: (text: string) => void
  heard: (pcm: Uint8Array) => void
  pageClosed: () => void
  /** The page lost its socket, and may come back. */
  pageDropped: () => void
  /** The page is back, and has received so many messages; null after a reload. */
  pageResumed: (received: number | null) => void
  drain: () => void
}>

type Happening = SessionEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never

/** Starts a call on an open page socket; what it is to do comes as the first message. */
export function startCall({ session, page, connect, runTool, log, nowMs, onEnd }: CallDependencies): Call {
  const startedMs = nowMs()
  const timers = new Map<Timer, NodeJS.Timeout>()
  let state = startSession(session, startedMs)
  const connections = new Map<number, Upstream>()
  let current = 1
  const held = createHeldFrames()
  let tools = new AbortController()
  let droppedUp = 0
  let over = false

  const perform = (effect: SessionEffect): void => {
    switch (effect.type) {
      case 'tell':
        send(JSON.stringify(effect.message))
        break
      case 'play':
        send(answerFrame(effect))
        break
      case 'append':
        append(effect.pcm)
        break
      case 'command':
        connections.get(effect.connection ?? current)?.send(JSON.stringify(effect.event), 'control')
        break
      case 'dial':
        dial(effect)
        break
      case 'hangUp':
        connections.get(effect.connection)?.close()
        connections.delete(effect.connection)
        break
      case 'switch':
        connections.get(current)?.close()
        connections.delete(current)
        current = effect.connection
        break
      case 'release':
        for (const pcm of held.release()) append(pcm)
        break
      case 'acknowledge':
        page.acknowledge(effect.received)
        break
      case 'resume':
        page.resume(JSON.stringify(effect.message), effect.received)
        break
      case 'recall':
        for (const message of effect.messages) send(JSON.stringify(message))
        break
      case 'wake':
        wake(effect.timer, effect.afterMs)
        break
      case 'sleep':
        clearTimeout(timers.get(effect.timer))
        break
      case 'runTool':
        startTool(effect)
        break
      case 'abortTools':
        tools.abort()
        tools = new AbortController()
        break
      case 'log':
        log(effect.level, effect.event, { call: session.call, ...effect.fields })
        break
      case 'end':
        finish(effect.code, effect.reason)
        break
    }
  }

  // The state is kept as soon as it is made, for the effect that ends the call prints its counts.
  const follow = (before: SessionState, event: SessionEvent): SessionStep => {
    const step = reduce(before, event)
    state = step[0]
    return step
  }
  const dispatch = createLoop(state, follow, perform)

  /** Everything that happens to a call runs in here. What is thrown is a bug of ours: this call ends, the others go on. */
  const fenced = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      report(error)
      finish(closeCodes.failure, 'internal')
    }
  }

  const report = (error: unknown): void => {
    try {
      log('error', 'call failed', { call: session.call, message: error instanceof Error ? error.stack : String(error) })
    } catch {
      // A log that cannot be written must not keep a call from ending.
    }
  }

  const happened = (happening: Happening): void => {
    if (!over) fenced(() => dispatch({ ...happening, atMs: nowMs() }))
  }

  const dial = ({ connection, conversation }: Extract<SessionEffect, { type: 'dial' }>): void => {
    connections.set(
      connection,
      connect((signal) => fromUpstream(connection, signal), { call: session.call, sinceMs: startedMs, conversation }),
    )
  }

  const fromUpstream = (connection: number, signal: UpstreamSignal): void => {
    if (signal.type === 'closed') connections.delete(connection)
    fenced(() => {
      if (signal.type === 'event' && signal.event.type !== 'response.audio.delta')
        log('debug', 'upstream event', { call: session.call, type: signal.event.type })
    })
    happened({ type: 'upstream', connection, signal })
  }

  const send = (data: string | Uint8Array<ArrayBuffer>): void => {
    if (!over && !page.send(data)) happened({ type: 'page.stalled' })
  }

  /** One base64 encoding for each frame, and no object around it: this is the path that runs 25 times a second for each call. */
  const append = (pcm: Uint8Array): void => {
    const upstream = connections.get(current)
    if (!upstream) {
      held.hold(pcm)
      return
    }
    held.sent(pcm)
    const audio = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')
    if (!upstream.send(`{"type":"input_audio_buffer.append","audio":"${audio}"}`, 'audio')) droppedUp += 1
  }

  const wake = (timer: Timer, afterMs: number): void => {
    clearTimeout(timers.get(timer))
    timers.set(
      timer,
      setTimeout(() => happened({ type: 'woke', timer }), afterMs),
    )
  }

  const startTool = ({ call, name, arguments: argumentsJson }: Extract<SessionEffect, { type: 'runTool' }>): void => {
    runTool(name, argumentsJson, tools.signal).then(
      (result) => fenced(() => happened({ type: 'tool.finished', call, ok: result.ok, output: result.output })),
      (error: unknown) =>
        fenced(() => {
          throw error
        }),
    )
  }

  const finish = (code: number, reason: string): void => {
    if (over) return
    over = true
    const { framesIn, framesOut, ...rest } = state.counts
    const steps: readonly (() => void)[] = [
      ...[...connections.values()].map(({ close }) => close),
      () => connections.clear(),
      () => tools.abort(),
      ...[...timers.values()].map((timer) => () => clearTimeout(timer)),
      () => page.close(code, reason),
      () =>
        log('info', 'call ended', {
          call: session.call,
          seconds: Math.round((nowMs() - startedMs) / 100) / 10,
          framesIn,
          framesOut,
          droppedUp: droppedUp + held.dropped(),
          ...rest,
          code,
          reason,
        }),
      () => onEnd({ framesIn, framesOut, code, reason }),
    ]
    // Each by itself: what one of them throws must not keep the rest from being let go.
    for (const step of steps) fenced(step)
  }

  happened({ type: 'page.opened' })
  return {
    said: (text) => happened({ type: 'page.said', text }),
    heard: (pcm) => happened({ type: 'page.heard', pcm }),
    pageClosed: () => happened({ type: 'page.closed' }),
    pageDropped: () => happened({ type: 'page.dropped' }),
    pageResumed: (received) => happened({ type: 'page.resumed', received }),
    drain: () => happened({ type: 'drained' }),
  }
}

/** One allocation for each frame: the base64 is decoded behind the header. What cannot be decoded stays silent. */
function answerFrame({ answer, offsetSamples, samples, base64 }: Extract<SessionEffect, { type: 'play' }>) {
  const frame = Buffer.allocUnsafeSlow(ANSWER_FRAME_HEADER_BYTES + samples * BYTES_PER_SAMPLE)
  writeAnswerHeader(frame, answer, offsetSamples)
  const decoded = ANSWER_FRAME_HEADER_BYTES + frame.write(base64, ANSWER_FRAME_HEADER_BYTES, 'base64')
  return decoded < frame.length ? frame.fill(0, decoded) : frame
}
