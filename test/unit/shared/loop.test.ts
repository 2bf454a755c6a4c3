import { describe, expect, test } from 'vitest'
import { createLoop } from '../../../shared/loop.ts'

type Event = number | 'ask' | 'answered' | 'burst'
type State = readonly Event[]

const reduce = (state: State, event: Event) => [[...state, event], [event]] as const

describe('createLoop', () => {
  test('hands effects to the world in order, and each new state to its watcher', () => {
    const performed: Event[] = []
    const seen: State[] = []
    const dispatch = createLoop<State, Event, Event>(
      [],
      reduce,
      (effect) => void performed.push(effect),
      (state) => void seen.push(state),
    )
    dispatch(1)
    dispatch(2)
    expect(performed).toEqual([1, 2])
    expect(seen).toEqual([[1], [1, 2]])
  })

  test('an event dispatched by an effect waits until the effects before it are done', () => {
    const performed: Event[] = []
    const dispatch = createLoop<State, Event, Event>(
      [],
      (state, event) => [[...state, event], event === 'ask' ? ['ask', 'burst'] : [event]],
      (effect) => {
        performed.push(effect)
        if (effect === 'ask') dispatch('answered')
      },
    )
    dispatch('ask')
    expect(performed).toEqual(['ask', 'burst', 'answered'])
  })

  test('a state that stays the same is not shown again', () => {
    let shown = 0
    const dispatch = createLoop<number, Event, never>(
      0,
      (state) => [state, []],
      () => {},
      () => {
        shown += 1
      },
    )
    dispatch(1)
    expect(shown).toBe(0)
  })

  test('what an effect throws comes out once, drops what waited behind it, and leaves the loop usable', () => {
    const performed: Event[] = []
    const dispatch = createLoop<State, Event, Event>([], reduce, (effect) => {
      if (effect === 'ask') {
        dispatch(99)
        throw new Error('the device is gone')
      }
      performed.push(effect)
    })
    expect(() => dispatch('ask')).toThrow('the device is gone')
    dispatch(1)
    expect(performed).toEqual([1])
  })
})
