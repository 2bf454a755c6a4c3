/** The calls of a server, as its configuration and its agent want them. What they need of the world comes in, so that whole calls can be simulated. */

import type { Clock } from '../shared/clock.ts'
import { PROTOCOL_VERSION, TEXT_MAX_LENGTH } from '../shared/messages.ts'
import type { Agent } from './agent/load.ts'
import { noticesOf } from './agent/notices.ts'
import type { Config } from './config/config.ts'
import { limitsOf } from './config/limits.ts'
import { explanationOf } from './explain.ts'
import type { Log } from './observe/facts.ts'
import { type CallDependencies, startCall } from './relay/call.ts'
import { type Calls, createCalls } from './relay/calls.ts'
import { createToolRunner } from './tools/runner.ts'
import type { ConnectUpstream } from './upstream/port.ts'

/** `random` is from 0 to 1; no one can guess a new id; `unixMs` is the time of day. */
type World = Readonly<{ clock: Clock; newId: () => string; random: () => number; unixMs: () => number }>

type Options = Readonly<{
  config: Config
  agent: Agent
  connect: ConnectUpstream
  log: Log
  world: World
  /** sees each state of each call; for whoever checks it */
  observe?: CallDependencies['observe']
}>

export function callsOf({ config, agent, connect, log, world, observe }: Options): Calls {
  const { session: update, greeting, tools } = agent
  const explain = explanationOf(config, agent)
  const { clock, newId, random, unixMs } = world
  const runTool = createToolRunner(tools, clock)
  const limits = limitsOf(config, agent.limits)
  const notices = noticesOf(update, agent.readsOut)
  const choices = { offers: agent.offers, model: agent.query.model, readsOut: agent.readsOut }
  return createCalls({
    maxSessions: config.maxSessions,
    maxSessionsPerAddress: config.maxSessionsPerAddress,
    hello: {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      emulated: config.service.type === 'emulator',
      frameMs: config.frameMs,
      textMaxLength: TEXT_MAX_LENGTH,
    },
    startWithinMs: limits.idle,
    clock,
    newId,
    start: (page, ticket, onEnd) =>
      startCall({
        session: {
          call: newId(),
          ticket,
          resumeWithinMs: config.resumeWithinMs,
          reconnectWithinMs: config.reconnectWithinMs,
          seed: random(),
          unixAtZeroMs: unixMs() - clock.nowMs(),
          update,
          choices,
          greeting,
          limits,
          notices,
          explain,
        },
        page,
        connect,
        runTool,
        log,
        clock,
        onEnd,
        ...(observe ? { observe } : {}),
      }),
  })
}
