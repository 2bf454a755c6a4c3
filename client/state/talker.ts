/** What the user may choose before a session, and what is chosen: the remembered labels, as far as they are on offer. */

import { type TalkerChoice, type TalkerSetting, talkerSettings } from '../../shared/talker-choice.ts'
import type { State, Step, Talker } from './model.ts'
import { isRunning } from './status.ts'

/** There is something to choose. */
export const isChoice = ({ offers }: Talker): boolean => talkerSettings.some((setting) => offers?.[setting])

/** The label in force for each setting. All of them are sent, so that the session gets what is shown. */
export const choiceOf = ({ offers, remembered }: Talker): TalkerChoice =>
  Object.fromEntries(
    talkerSettings.flatMap((setting) => {
      const offer = offers?.[setting]
      const label = offer?.labels.split('\n').find((one) => one === remembered[setting]) ?? offer?.initial
      return label ? [[setting, label]] : []
    }),
  )

/** A session that is running keeps what it began with. */
export function chooseLabel(state: State, setting: TalkerSetting, label: string): Step {
  if (isRunning(state)) return [state, []]
  const remembered = { ...state.talker.remembered, [setting]: label }
  return [
    { ...state, talker: { ...state.talker, remembered } },
    [{ type: 'remember', name: `talker.${setting}`, value: label }],
  ]
}
