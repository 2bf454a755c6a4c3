/** Runs a pure reducer one event at a time and hands its effects to the world, on both sides of the wire. */

/** What a reducer returns: the next state, and the effects to perform, in order. */
export type Step<State, Effect> = readonly [State, readonly Effect[]]

/**
 * Makes `dispatch`. An event dispatched while another is being handled (an effect that answers at once) waits its turn,
 * so a reducer never sees a half-made state and effects keep their order. `changed` is called once for each new state.
 * What `perform` throws is thrown to whoever dispatched first; the events behind it are dropped, because the state is then unknown.
 */
export function createLoop<State, Event, Effect>(
  initial: State,
  reduce: (state: State, event: Event) => Step<State, Effect>,
  perform: (effect: Effect) => void,
  changed: (state: State) => void = () => {},
): (event: Event) => void {
  let state = initial
  let running = false
  const inbox: Event[] = []
  return (event) => {
    inbox.push(event)
    if (running) return
    running = true
    try {
      for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) {
        const [after, effects] = reduce(state, next)
        const isNew = after !== state
        state = after
        for (const effect of effects) perform(effect)
        if (isNew) changed(state)
      }
    } finally {
      running = false
      inbox.length = 0
    }
  }
}
