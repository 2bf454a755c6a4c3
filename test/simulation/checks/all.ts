/** All that must hold in every world. */

import { nobodyStaysBusy } from './busy.ts'
import type { MakeCheck } from './check.ts'
import { everyEndingHasItsReason } from './endings.ts'
import { theSameWordsAreHeard } from './heard.ts'
import { nothingIsLeft } from './nothing-is-left.ts'
import { pagesArePatient } from './patience.ts'
import { typedQuestionsAreAnsweredAtOnce } from './prompt.ts'
import { everyQuestionIsAnswered } from './questions.ts'
import { whatWasCutIsSilent } from './silence.ts'
import { nobodyHearsStrangers } from './strangers.ts'

export type { Check, Failure } from './check.ts'

export const checks: readonly MakeCheck[] = [
  everyQuestionIsAnswered,
  typedQuestionsAreAnsweredAtOnce,
  theSameWordsAreHeard,
  whatWasCutIsSilent,
  nobodyHearsStrangers,
  nobodyStaysBusy,
  pagesArePatient,
  everyEndingHasItsReason,
  nothingIsLeft,
]
