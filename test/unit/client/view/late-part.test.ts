/** A part of the view that comes later is fetched once, however often the state changes, and after a failure once more for each press. */

import { expect, test } from 'vitest'
import type { Words } from '../../../../client/i18n/words.ts'
import type { State } from '../../../../client/state/model.ts'
import { createLatePart, type Part } from '../../../../client/view/late-part.ts'

/** A fetch that the test answers, and presses that it makes. */
function setUp(needed: () => boolean = () => true) {
  const fetches: { give: (part: Part) => void; fail: () => void }[] = []
  const presses: (() => void)[] = []
  const failures: string[] = []
  const shown: unknown[] = []
  const part = createLatePart(
    needed,
    () => new Promise((give, fail) => fetches.push({ give, fail: () => fail(new Error('offline')) })),
    () => failures.push('failed'),
    (act) => presses.push(act),
  )
  const states = (count: number) => {
    for (let index = 0; index < count; index += 1) part({ index } as unknown as State, {} as Words)
  }
  return {
    fetches,
    failures,
    shown,
    states,
    settled: () => new Promise((resolve) => setImmediate(resolve)),
    press: () => {
      for (const act of presses.splice(0)) act()
    },
    draw: (state: State) => void shown.push(state),
  }
}

test('it is fetched once, and shows the newest state when it comes, and each that follows', async () => {
  const { fetches, shown, states, settled, draw } = setUp()
  states(25)
  expect(fetches).toHaveLength(1)
  fetches[0]?.give(draw)
  await settled()
  expect(shown).toEqual([{ index: 24 }])
  states(2)
  expect(shown).toHaveLength(3)
  expect(fetches).toHaveLength(1)
})

test('a fetch that failed is tried again by a press, once for each, and by nothing else', async () => {
  const { fetches, shown, states, settled, press, draw } = setUp()
  states(1)
  for (let failures = 1; failures <= 3; failures += 1) {
    fetches.at(-1)?.fail()
    await settled()
    states(25)
    expect(fetches).toHaveLength(failures)
    press()
    press()
    expect(fetches).toHaveLength(failures + 1)
  }
  fetches.at(-1)?.give(draw)
  await settled()
  expect(shown).toHaveLength(1)
})

test('nobody fetches what is not needed, by a press neither', async () => {
  let isNeeded = false
  const { fetches, states, settled, press } = setUp(() => isNeeded)
  states(3)
  expect(fetches).toHaveLength(0)
  isNeeded = true
  states(1)
  fetches[0]?.fail()
  await settled()
  isNeeded = false
  press()
  expect(fetches).toHaveLength(1)
})

test('each failure is told, for the server may be another one by now', async () => {
  const { fetches, failures, states, settled } = setUp()
  states(1)
  expect(failures).toEqual([])
  fetches[0]?.fail()
  await settled()
  states(5)
  expect(failures).toEqual(['failed'])
})
