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
import { nothingIsHeardThatNeverSounded } from './sounded.ts'
import { nobodyHearsStrangers } from './strangers.ts'
import { soundIsWhole } from './whole-sound.ts'

export type { Check, Failure } from './check.ts'

export const checks: readonly MakeCheck[] = [
  everyQuestionIsAnswered,
  typedQuestionsAreAnsweredAtOnce,
  theSameWordsAreHeard,
  nothingIsHeardThatNeverSounded,
  whatWasCutIsSilent,
  soundIsWhole,
  nobodyHearsStrangers,
  nobodyStaysBusy,
  pagesArePatient,
  everyEndingHasItsReason,
  nothingIsLeft,
]
