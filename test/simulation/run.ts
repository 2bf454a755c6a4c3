/** `npm run simulate`: whole calls by the thousand; one of them again, line by line; or the defects that it must find. */

import process from 'node:process'
import { parseArgs } from 'node:util'
import { planOf } from './generate.ts'
import { superfluous, without } from './minimise.ts'
import { findMutants } from './mutants/find.ts'
import { simulate } from './simulate.ts'
import { createTimeline } from './timeline.ts'

const { values } = parseArgs({
  options: {
    /** so many in all, and for each defect */
    calls: { type: 'string' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    without: { type: 'string', default: '' },
    mutants: { type: 'boolean', default: false },
    /** prints the first seed that fails, and no more: for those that run many of these */
    terse: { type: 'boolean', default: false },
  },
})

const commandOf = (seed: number, left: ReadonlySet<number>): string =>
  `npm run simulate -- --seed ${seed}${left.size > 0 ? ` --without ${[...left].join(',')}` : ''}`

async function replay(seed: number, left: ReadonlySet<number>): Promise<boolean> {
  let timeline: ReturnType<typeof createTimeline> | undefined
  const plan = without(planOf(seed), left)
  const failure = await simulate(plan, (nowMs) => {
    timeline = createTimeline(nowMs)
    return timeline.witness
  })
  console.log(JSON.stringify(plan, null, 1).replaceAll(/\n\s+/g, ' '))
  for (const line of timeline?.lines ?? []) console.log(line)
  console.log(failure ? `${failure.name}: ${failure.detail}` : 'All of it held.')
  return failure === undefined
}

/** Runs worlds until there were so many calls; the number of those that failed. */
async function many(calls: number, from: number): Promise<number> {
  const startedMs = performance.now()
  let [seed, done, failed] = [from, 0, 0]
  for (; done < calls && !(values.terse && failed > 0); seed++) {
    const plan = planOf(seed)
    done += plan.users.length
    const failure = await simulate(plan)
    if (!failure) continue
    failed += 1
    if (values.terse) console.log(JSON.stringify({ seed, calls: done, failure: failure.name }))
    else console.log(`seed ${seed}: ${failure.name}\n  ${commandOf(seed, await superfluous(plan, failure))}`)
  }
  const minutes = (performance.now() - startedMs) / 60_000
  if (!values.terse) console.log(`${done} calls, ${failed} worlds failed, ${Math.round(done / minutes)} calls a minute`)
  return failed
}

const numbers = (text: string): ReadonlySet<number> => new Set(text.split(',').filter(Boolean).map(Number))

if (values.mutants) process.exitCode = (await findMutants(Number(values.calls ?? 20_000))) ? 0 : 1
else if (values.seed !== undefined)
  process.exitCode = (await replay(Number(values.seed), numbers(values.without))) ? 0 : 1
else process.exitCode = (await many(Number(values.calls ?? 2_000), Number(values.first))) > 0 ? 1 : 0
