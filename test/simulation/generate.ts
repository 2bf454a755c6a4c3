/** Makes a plan from a seed: a few users, what they do, and what goes wrong meanwhile. */

import type { Dials } from '../../server/emulator/dials.ts'
import { type FaultName, faultNames } from '../../server/emulator/faults/catalogue.ts'
import { agentNames, type Deed, type Mishap, type Plan } from './plan.ts'
import type { Delay } from './world/network.ts'
import { createRandom, type Random } from './world/random.ts'
import { FRAME_MS } from './world/speech.ts'

/** What takes memory and time, and is tried elsewhere. */
const TOO_LARGE: readonly FaultName[] = ['warning-flood', 'deep-json', 'frame-2-mib', 'frame-8-mib', 'frame-16-mib']
/** What ends neither call nor session, and is common: rooms are noisy. */
const COUGHS: readonly FaultName[] = ['spurious-turn', 'spurious-speech', 'empty-transcript']
const faults = [...faultNames.filter((name) => !TOO_LARGE.includes(name)), ...COUGHS, ...COUGHS, ...COUGHS]

const delays: readonly Delay[] = [
  { leastMs: 5, mostMs: 20 },
  { leastMs: 20, mostMs: 60 },
  { leastMs: 50, mostMs: 400 },
]

const questions = [
  'what is the capital of france',
  'tell me a joke',
  'who are you',
  'what is 12 times 7',
  'thank you',
] as const

/** A tool of ours that takes its time, and two of an MCP server: the user is asked before the last. */
const lookUp = (topic: string) => `call look_up {"topic":"${topic}"}`
const calls = [
  lookUp,
  lookUp,
  (city: string) => `call get_weather {"city":"${city}"}`,
  (query: string) => `call search_docs {"query":"${query}"}`,
] as const

/** Every question has a name of its own, so that it can be told whose it is. */
export const tokenOf = (user: number, number: number): string => `q${user}x${number}`

function deedOf(random: Random, user: number, number: number, atMs: number): Deed {
  const token = tokenOf(user, number)
  const text = `${token} ${random.one(questions)}`
  const kind = random.next()
  const at = { atMs, user }
  if (kind < 0.33) return { ...at, type: 'speak', text, ms: random.between(6, 25) * 100 }
  if (kind < 0.54) return { ...at, type: 'type', text }
  if (kind < 0.68) return { ...at, type: 'type', text: random.one(calls)(token) }
  if (kind < 0.75) return { ...at, type: 'cough', ms: random.between(2, 4) * 100 }
  if (kind < 0.84) return { ...at, type: 'interrupt' }
  if (kind < 0.88) return { ...at, type: 'mute' }
  if (kind < 0.93) return { ...at, type: 'reload' }
  return { ...at, type: 'hide', ms: random.between(1, 25) * 1000 }
}

function deedsOf(random: Random, user: number): Deed[] {
  const startMs = random.between(0, user === 0 ? 500 : 15_000)
  const deeds: Deed[] = [{ atMs: startMs, user, type: 'press' }]
  let atMs = startMs + random.between(1_200, 2_500)
  for (let number = 1; number <= random.between(2, 6); number++) {
    deeds.push(deedOf(random, user, number, atMs))
    atMs += random.happens(0.4) ? random.between(100, 1_500) : random.between(1_500, 7_000)
  }
  return deeds
}

function mishapOf(random: Random, users: number, untilMs: number): Mishap {
  const atMs = random.between(500, untilMs)
  const where = random.happens(0.6) ? { user: random.between(0, users - 1) } : {}
  const kind = random.next()
  if (kind < 0.4) return { ...where, atMs, type: 'freeze', ms: random.between(1, 44) * 1_000 }
  if (kind < 0.6) return { ...where, atMs, type: 'down', ms: random.between(1, 50) * 1_000 }
  if (kind < 0.93) return { ...where, atMs, type: 'cut', learns: random.one(['both', 'near', 'far']) }
  return { atMs, type: 'restart', how: random.one(['drained', 'killed']) }
}

function dialsOf(random: Random): Partial<Dials> {
  const maybe = <Value>(chance: number, value: () => Value) => (random.happens(chance) ? value() : undefined)
  const dials = {
    pace: maybe(0.4, () => random.one([1.2, 2, 8])),
    burst: maybe(0.1, () => random.one([300, 800])),
    transcript: maybe(0.5, () => random.one(['before', 'after'] as const)),
    firstDone: maybe(0.3, () => 'transcript' as const),
    previousIds: maybe(0.3, () => random.one(['null', 'absent', 'empty'] as const)),
    created: maybe(0.2, () => random.between(0, 2_000)),
    updated: maybe(0.2, () => random.between(0, 2_000)),
    expires: maybe(0.15, () => random.between(30, 120)),
    mcp: maybe(0.15, () => random.one(['list-fails', 'call-fails'] as const)),
    odd: maybe(0.3, () => random.between(1, 1_000_000)),
    oddScope: random.happens(0.1) ? ('any' as const) : ('unread' as const),
  }
  return Object.fromEntries(Object.entries(dials).filter(([, value]) => value !== undefined))
}

/** What befalls a tool is mostly a cough: that it must go on then is easily lost. */
function faultOf(random: Random): Partial<Dials> {
  const at = random.one(['listening', 'answering', 'answering', 'tool-call', 'tool-call', 'connect'] as const)
  const fault = random.one(at === 'tool-call' && random.happens(0.6) ? COUGHS : faults)
  return { fault, at, thaw: random.between(1, 40) * 1_000 }
}

/** Some close the page and come back: soon, while the call is held for them, or long after. */
function absencesOf(random: Random, deeds: readonly Deed[], users: number, resumeSeconds: number): Deed[] {
  if (!random.happens(0.15)) return []
  const user = random.between(0, users - 1)
  const own = deeds.filter((deed) => deed.user === user)
  const atMs = (own[0]?.atMs ?? 0) + random.between(500, (own.at(-1)?.atMs ?? 0) - (own[0]?.atMs ?? 0) + 1_000)
  const seconds = random.happens(0.6) ? random.between(1, 20) : resumeSeconds + random.one([-3, -1, 1, 3, 10])
  return [{ atMs, user, type: 'leave', ms: Math.max(1, seconds) * 1_000, finds: random.happens(0.7) }]
}

function halfClosesOf(random: Random, users: number, untilMs: number): Mishap[] {
  if (!random.happens(0.1)) return []
  const where = random.happens(0.6) ? { user: random.between(0, users - 1) } : {}
  return [{ ...where, atMs: random.between(500, untilMs), type: 'half-close', side: random.one(['near', 'far']) }]
}

export function planOf(seed: number): Plan {
  const random = createRandom(seed)
  const users = Array.from({ length: random.happens(0.85) ? 1 : random.between(2, 3) }, () => ({
    delay: random.one(delays),
    hasMicrophone: random.happens(0.75),
    silenceMs: random.happens(0.2) ? FRAME_MS : 500,
  }))
  const deeds = users.flatMap((_, user) => deedsOf(random.fork(`deeds ${user}`), user))
  const untilMs = Math.max(...deeds.map(({ atMs }) => atMs)) + 2_000
  const mishaps = Array.from({ length: random.happens(0.5) ? random.between(1, 2) : 0 }, () =>
    mishapOf(random, users.length, untilMs),
  )
  const agent = random.one(agentNames)
  const resumeSeconds = random.one([0, 10, 30, 60, 120])
  const inTime = <One extends Deed | Mishap>(all: readonly One[]) => all.toSorted((a, b) => a.atMs - b.atMs)
  const repeats = random.fork('repeats')
  return {
    seed,
    agent,
    resumeSeconds,
    users,
    serviceDelay: random.one(delays),
    dials: dialsOf(random),
    faults: random.happens(0.4) ? [{ session: random.between(1, users.length), dials: faultOf(random) }] : [],
    repeats: repeats.happens(0.1) ? repeats.one([0.02, 0.1, 0.5]) : 0,
    deeds: inTime([...deeds, ...absencesOf(random.fork('absences'), deeds, users.length, resumeSeconds)]),
    mishaps: inTime([...mishaps, ...halfClosesOf(random.fork('half-closes'), users.length, untilMs)]),
  }
}
