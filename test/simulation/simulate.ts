/** Runs one world from its plan to its end, and says what did not hold. */

import { type Check, checksOf, type Failure, type FailureName } from './checks/all.ts'
import { tokenOf } from './generate.ts'
import { type Deed, endOf, type Plan } from './plan.ts'
import { joined } from './witness.ts'
import { createWorld, type Witness } from './world/world.ts'

/** Longer than anything waits before it gives up or tries again: a silent service is noticed within 60 s, a dial is given 10. */
const settleMs = ({ mishaps, faults }: Plan): number => (mishaps.length + faults.length > 0 ? 90_000 : 25_000)
/** A question to somebody who has nothing else to do. */
const PROBE_MS = 30_000
/** Half of the users stop their session before they close the page: what was started for it is over then. */
const STOPPED_MS = 1_000
/** A call is held so long at most for a page that is gone, and a close waits so long for its answer. */
const leaveMs = ({ resumeSeconds }: Plan): number => resumeSeconds * 1000 + 130_000

/** Frames cost time. Whoever still speaks then has lost their microphone in mid-utterance. */
const UNPLUG_AFTER_MS = 2_000

const probeOf = (user: number, atMs: number): Deed => ({
  atMs,
  user,
  type: 'type',
  text: `${tokenOf(user, 99)} who are you`,
})

/** `lookOn` is given the clock of the world. */
export async function simulate(plan: Plan, lookOn?: (nowMs: () => number) => Witness): Promise<Failure | undefined> {
  let failure: Failure | undefined
  const made: Check[] = []
  const fail = (name: FailureName, detail: string): void => {
    failure ??= { name, detail, atMs: world.time.nowMs() }
  }
  const onlookers: Witness[] = []
  const witness: Witness = joined(() => onlookers)
  const world = createWorld(plan, witness)
  if (lookOn) onlookers.push(lookOn(world.time.nowMs))
  made.push(...checksOf(plan).map((check) => check({ plan, world, fail })))
  onlookers.push(...made)

  const until = (untilMs: number): Promise<void> => takeTurns(() => failure === undefined && world.time.step(untilMs))
  const director = world.time.start()
  for (const deed of plan.deeds) director.clock.after(deed.atMs, () => world.did(deed))
  for (const mishap of plan.mishaps) director.clock.after(mishap.atMs, () => world.befell(mishap))
  const everyone = plan.users.map((_, user) => user)

  const endMs = endOf(plan) + 3_000
  const leave = endMs + settleMs(plan) + PROBE_MS
  const acts: readonly (readonly [untilMs: number, act: () => void])[] = [
    [endMs, world.heal],
    [endMs + UNPLUG_AFTER_MS, forEach(everyone, (user) => world.tab(user).unplug())],
    [endMs + settleMs(plan), forEach(made, (check) => check.settled?.())],
    [endMs + settleMs(plan), forEach(everyone, (user) => world.did(probeOf(user, world.time.nowMs())))],
    [leave, forEach(made, (check) => check.answered?.())],
    [leave, forEach(everyone, (user) => (user + plan.seed) % 2 === 0 && world.tab(user).stop())],
    [leave + STOPPED_MS, forEach(made, (check) => check.stopped?.())],
    [leave + STOPPED_MS, forEach(everyone, (user) => world.tab(user).leave(1001))],
    [leave + STOPPED_MS + leaveMs(plan), forEach(made, (check) => check.ended?.())],
  ]
  try {
    for (const [untilMs, act] of acts) {
      await until(untilMs)
      if (failure !== undefined) break
      act()
    }
  } catch (error) {
    fail('something was thrown', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  return failure
}

/** Does `work` until it says that there is no more. Whatever was promised is kept between two turns; many of them wait at once, for a wait costs more than a turn. */
async function takeTurns(work: () => boolean): Promise<void> {
  let goesOn = true
  const turn = (): void => {
    goesOn &&= work()
  }
  while (goesOn)
    await new Promise<void>((resolve, reject) => {
      for (let left = TURNS_AT_ONCE; left > 0; left--)
        setImmediate(() => {
          try {
            turn()
          } catch (error) {
            goesOn = false
            reject(error)
          }
          if (left === 1) resolve()
        })
    })
}

const TURNS_AT_ONCE = 100

const forEach =
  <Item>(items: readonly Item[], act: (item: Item) => void) =>
  (): void => {
    for (const item of items) act(item)
  }
