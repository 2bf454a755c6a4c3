/** The sound output is let go while nobody speaks: one that plays silence costs as much as one that plays a voice. */

import type { State, Step } from './model.ts'
import { isQuiet } from './status.ts'

export const rest = (state: State): Step => [{ ...state, resting: true }, [{ type: 'rest' }]]

/** At the first sign of a turn, so that the output has as long as may be to come back before something sounds. */
export const wakeInTime = (state: State): Step =>
  state.resting && !isQuiet(state) ? [{ ...state, resting: false }, [{ type: 'wake' }]] : [state, []]
