/** Takes one call to its moment, lets its fault happen, and sees what becomes of it and what it leaves behind. */

import { openPage, type Page } from '../contract/page.ts'
import type { FaultCase, Outcome } from './case.ts'
import { openEnds, outcomeOf } from './outcome.ts'
import { startRelay } from './relay.ts'
import { answersPings, goOn, isPhase, question, scenes, until } from './scenes.ts'
import { type WireControl, wireFaults } from './wire-faults.ts'

/**
 * `leaked` are the calls that the server still counts when the page has gone; `open` is what began on the page and never ended;
 * `seconds` is how long the call took; `logBytes` what it wrote.
 */
export type Result = Readonly<{
  outcome: Outcome
  open: readonly string[]
  leaked: number
  seconds: number
  logBytes: number
}>

/** Where the calls go. */
export type Stage = Readonly<{ service: string; startWire: (targetPort: number) => Promise<WireControl> }>

/** Longer than the slowest end: a service that is frozen for 45 s is noticed, and dialled until it thaws. */
const HANGS_AFTER_MS = 90_000

/** Does to the wire what the case says, when the page has come so far; what it does later is not done once the call is over. */
function breakWire({ wire, phase }: FaultCase, control: WireControl, page: Page): () => void {
  if (wire === undefined) return () => {}
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const strike = () => wireFaults[wire](control, (act, ms) => timers.add(setTimeout(act, ms)))
  if (phase === 'connect') strike()
  else until(page, 0, isPhase[phase]).then(strike, () => {})
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}

async function converse(page: Page, { scene, phase }: FaultCase): Promise<void> {
  await page.next('hello')
  page.say({ type: 'session.start' })
  await page.next('session.ready')
  await scenes[scene ?? phase](page)
  await goOn(page)
  page.say({ type: 'session.stop' })
}

/** Runs one case. */
export async function driveCase({ service, startWire }: Stage, one: FaultCase): Promise<Result> {
  const { port } = new URL(service)
  const wire = one.wire === undefined ? undefined : await startWire(Number(port))
  const relay = await startRelay(wire === undefined ? service : `http://127.0.0.1:${wire.port}`, one.dials)
  try {
    const beganMs = performance.now()
    const page = openPage(relay.page)
    answersPings(page)
    const mend = wire === undefined ? () => {} : breakWire(one, wire, page)
    // Whoever waits longer than this hangs, and is seen to: 1006 is documented nowhere.
    const hangs = setTimeout(() => page.socket.terminate(), HANGS_AFTER_MS)
    // A socket that closes on the way is an outcome, not a mistake.
    await Promise.race([converse(page, one).catch(() => {}), page.closed])
    const { code } = await page.closed
    const seconds = (performance.now() - beganMs) / 1000
    clearTimeout(hangs)
    mend()
    let leaked = await relay.activeCalls()
    for (let tries = 0; leaked > 0 && tries < 100; tries++) leaked = await relay.activeCalls()
    return {
      outcome: outcomeOf(page.messages(), code, relay.moves() > 0),
      open: code === 1000 ? openEnds(page) : [],
      leaked,
      seconds,
      logBytes: relay.logBytes(),
    }
  } finally {
    await relay.stop()
    await wire?.stop()
  }
}

/** Runs all cases, so many at a time, in their order. */
export async function driveAll(
  stage: Stage,
  cases: readonly FaultCase[],
  atOnce: number,
): Promise<ReadonlyMap<FaultCase, Result>> {
  await question()
  const results = new Map<FaultCase, Result>()
  const waiting = [...cases]
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      results.set(one, await driveCase(stage, one))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
