/** One call: the session reducer joined to one page socket, one connection to the service, its timers and its tools. */

import type { Clock } from '../../shared/clock.ts'
import { closeCodes } from '../../shared/errors.ts'
import { createLoop } from '../../shared/loop.ts'
import { createTimers, type Timers } from '../../shared/timers.ts'
import type { Log } from '../observe/facts.ts'
import { placeOf } from '../observe/stack.ts'
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
import type { RunTool, ToolFailure } from '../tools/runner.ts'
import type { ConnectUpstream, UpstreamSignal } from '../upstream/port.ts'
import { answerFrame, createMicrophone } from './audio.ts'
import { createConnections } from './connections.ts'
import { createFence } from './fence.ts'
import { createFrameMemory } from './frame-memory.ts'
import type { Line } from './line.ts'
import { createTools } from './tools.ts'

export type CallDependencies = Readonly<{
  session: SessionOptions
  page: Pick<Line, 'send' | 'close' | 'acknowledge' | 'resume'>
  connect: ConnectUpstream
  runTool: RunTool
  log: Log
  clock: Clock
  /** Called once, when everything that the call held is let go. */
  onEnd: (summary: CallSummary) => void
  /** Sees each new state; for whoever checks it. */
  observe?: (state: SessionState) => void
}>

export type CallSummary = Readonly<{ framesIn: number; framesOut: number; code: number; reason: string }>

/** What the world may tell a call. After the end, all of it is ignored. */
export type Call = Readonly<{
  onMessage: (text: string) => void
  onAudio: (pcm: Uint8Array) => void
  pageClosed: () => void
  /** The page lost its socket, and may come back. */
  pageDropped: () => void
  /** The page is back, and has received so many messages; null after a reload. */
  pageResumed: (received: number | null) => void
  drain: () => void
}>

type UntimedEvent = SessionEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never

/** All that an effect may act on. */
type Parts = Pick<CallDependencies, 'page' | 'log'> &
  Readonly<{
    call: string
    service: ReturnType<typeof createConnections>
    microphone: ReturnType<typeof createMicrophone>
    memory: ReturnType<typeof createFrameMemory>
    timers: Timers<Timer>
    tools: ReturnType<typeof createTools>
    /** To the page, which ends the call when it takes no more. */
    send: (data: string | Uint8Array<ArrayBuffer>) => void
    finish: (code: number, reason: string) => void
  }>

function perform(
  effect: SessionEffect,
  { call, page, log, service, microphone, memory, timers, tools, send, finish }: Parts,
): void {
  switch (effect.type) {
    case 'tell':
      send(JSON.stringify(effect.message))
      break
    case 'play':
      send(answerFrame(effect, memory.take))
      break
    case 'command':
      service.get(effect.connection)?.send(JSON.stringify(effect.event), 'control')
      break
    case 'dial':
      service.dial(effect.connection, effect.conversation)
      break
    case 'hangUp':
      service.hangUp(effect.connection)
      break
    case 'switch':
      service.switchTo(effect.connection)
      break
    case 'release':
      microphone.release()
      break
    case 'silence':
      microphone.fallSilent(effect.ms)
      break
    case 'acknowledge':
      memory.give(page.acknowledge(effect.received))
      break
    case 'resume':
      page.resume(JSON.stringify(effect.message), effect.received)
      break
    case 'replay':
      for (const message of effect.messages) send(JSON.stringify(message))
      break
    case 'setTimer':
      timers.set(effect.timer, effect.afterMs)
      break
    case 'clearTimer':
      timers.clear(effect.timer)
      break
    case 'runTool':
      tools.start(effect)
      break
    case 'abortTools':
      tools.abort()
      break
    case 'log':
      log(effect.level, effect.event, { call, ...effect.fields })
      break
    case 'end':
      finish(effect.code, effect.reason)
      break
  }
}

/** What lets go of all that a call holds. */
const closers = ({ service, tools, timers, page }: Parts, code: number, reason: string): readonly (() => void)[] => [
  ...service.closers(),
  tools.abort,
  timers.clearAll,
  () => page.close(code, reason),
]

/** Milliseconds as seconds, to a tenth. */
const secondsOf = (ms: number): number => Math.round(ms / 100) / 10

/** Each event by its name, but not the sound of answers, of which there are many. */
function logEvent(log: Log, call: string, signal: UpstreamSignal): void {
  if (signal.type !== 'event' || signal.event.type === 'response.audio.delta') return
  log('debug', 'upstream event', { call, type: signal.event.type })
}

/** What was thrown by its name and place alone: its message may have what a user said. */
function logFailure(log: Log, call: string, { tool, kind, thrown }: ToolFailure): void {
  const error = thrown instanceof Error ? thrown.name : typeof thrown
  log('warn', 'tool failed', { call, tool, kind, ...(kind === 'threw' ? { error, at: placeOf(thrown) } : {}) })
}

/** Starts a call on an open page socket; what it is to do comes as the first message. */
export function startCall({ session, page, connect, runTool, log, clock, onEnd, observe }: CallDependencies): Call {
  const { call } = session
  const startedMs = clock.nowMs()
  let state = startSession(session, startedMs)
  let over = false

  const fenced = createFence(log, call, () => finish(closeCodes.failure, 'internal'))

  const emit = (event: UntimedEvent): void => {
    if (!over) fenced(() => dispatch({ ...event, atMs: clock.nowMs() }))
  }

  const fromService = (connection: number, signal: UpstreamSignal): void => {
    fenced(() => logEvent(log, call, signal))
    emit({ type: 'upstream', connection, signal })
  }

  const send = (data: string | Uint8Array<ArrayBuffer>): void => {
    if (!over && !page.send(data)) emit({ type: 'page.stalled' })
  }

  const finish = (code: number, reason: string): void => {
    if (over) return
    over = true
    const counts = { ...microphone.counts(), ...state.counts }
    const steps = [
      ...closers(parts, code, reason),
      () => log('info', 'call ended', { call, seconds: secondsOf(clock.nowMs() - startedMs), ...counts, code, reason }),
      () => onEnd({ framesIn: counts.framesIn, framesOut: counts.framesOut, code, reason }),
    ]
    // Each by itself: what one of them throws must not keep the rest from being let go.
    for (const step of steps) fenced(step)
  }

  const service = createConnections(
    (emit, conversation) => connect(emit, { call, sinceMs: startedMs, conversation }),
    fromService,
  )
  const microphone = createMicrophone({
    service: service.get,
    state: () => state,
    pageActive: () => emit({ type: 'page.active' }),
    faulted: (fault) => emit({ type: 'page.faulted', fault }),
    nowMs: clock.nowMs,
  })
  const timers = createTimers<Timer>(clock, (timer) =>
    emit({ type: 'timer.fired', timer, signAtMs: microphone.signAtMs(), soundAtMs: microphone.soundAtMs() }),
  )
  const tools = createTools(
    (name, json, signal) => runTool(name, json, signal, (failure) => fenced(() => logFailure(log, call, failure))),
    (finished) => fenced(() => emit(finished())),
  )
  const memory = createFrameMemory()
  const parts: Parts = { call, page, log, service, microphone, memory, timers, tools, send, finish }

  // The state is kept as soon as it is made, because the effect that ends the call prints its counts.
  const follow = (before: SessionState, event: SessionEvent): SessionStep => {
    const step = reduce(before, event)
    state = step[0]
    return step
  }
  const dispatch = createLoop(state, follow, (effect: SessionEffect) => perform(effect, parts), observe)

  emit({ type: 'page.opened' })
  return {
    onMessage: (text) => {
      microphone.pageActive()
      emit({ type: 'page.message', text })
    },
    onAudio: (pcm) => {
      if (!over) fenced(() => microphone.onAudio(pcm))
    },
    pageClosed: () => emit({ type: 'page.closed' }),
    pageDropped: () => emit({ type: 'page.dropped' }),
    pageResumed: (received) => {
      microphone.welcomeBack()
      emit({ type: 'page.resumed', received })
    },
    drain: () => emit({ type: 'drained' }),
  }
}
