/** Makes a failing plan smaller: leaves out whatever the same check fails without. */

import type { Failure } from './checks/all.ts'
import type { Plan } from './plan.ts'
import { simulate } from './simulate.ts'

const numbered = (count: number, from: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index)

/** The parts of a plan that can be left out have numbers: what users do, what befalls networks, faults of sessions, dials, events that are sent twice. */
const numbersOf = ({ deeds, mishaps, faults, dials, repeats }: Plan): readonly number[] =>
  numbered(deeds.length + mishaps.length + faults.length + Object.keys(dials).length + (repeats > 0 ? 1 : 0), 0)

/** The plan without the parts of these numbers. */
export function without(plan: Plan, left: ReadonlySet<number>): Plan {
  let number = -1
  const isKept = (): boolean => {
    number += 1
    return !left.has(number)
  }
  return {
    ...plan,
    deeds: plan.deeds.filter(isKept),
    mishaps: plan.mishaps.filter(isKept),
    faults: plan.faults.filter(isKept),
    dials: Object.fromEntries(Object.entries(plan.dials).filter(isKept)),
    repeats: plan.repeats > 0 && isKept() ? plan.repeats : 0,
  }
}

/** The numbers of the parts that the failure does not need. */
export async function superfluous(plan: Plan, { name }: Failure): Promise<ReadonlySet<number>> {
  const left = new Set<number>()
  for (const number of numbersOf(plan)) {
    left.add(number)
    const failure = await simulate(without(plan, left))
    if (failure?.name !== name) left.delete(number)
  }
  return left
}
