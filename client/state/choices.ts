/** What the user may choose before a session, and what is chosen: the remembered labels, as far as they are on offer. */

import { type UserChoice, type UserSetting, userSettings } from '../../shared/user-choice.ts'
import type { Choices, State, Step } from './model.ts'
import { isRunning } from './status.ts'

/** There is something to choose. */
export const isChoice = ({ offers }: Choices): boolean => userSettings.some((setting) => offers?.[setting])

/** The label in force for each setting. All of them are sent, so that the session gets what is shown. */
export const choiceOf = ({ offers, remembered }: Choices): UserChoice =>
  Object.fromEntries(
    userSettings.flatMap((setting) => {
      const offer = offers?.[setting]
      const label = offer?.labels.split('\n').find((one) => one === remembered[setting]) ?? offer?.initial
      return label ? [[setting, label]] : []
    }),
  )

/** A session that is running keeps what it began with. */
export function chooseLabel(state: State, setting: UserSetting, label: string): Step {
  if (isRunning(state)) return [state, []]
  const remembered = { ...state.choices.remembered, [setting]: label }
  return [
    { ...state, choices: { ...state.choices, remembered } },
    [{ type: 'remember', name: `talker.${setting}`, value: label }],
  ]
}
