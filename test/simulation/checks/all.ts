/** All that must hold in every world. */

import type { Plan } from '../plan.ts'
import { nobodyStaysBusy } from './busy.ts'
import type { MakeCheck } from './check.ts'
import { everyEndingHasItsReason } from './endings.ts'
import { theSameWordsAreHeard } from './heard.ts'
import { noListGrows } from './lists.ts'
import { nothingIsLeft } from './nothing-is-left.ts'
import { typedTextsStandInOrder } from './order.ts'
import { outagesAreKnown } from './outages.ts'
import { noCallHoldsWordsOfAnother } from './own-words.ts'
import { pagesArePatient } from './patience.ts'
import { typedQuestionsAreAnsweredAtOnce } from './prompt.ts'
import { everyQuestionIsAnswered } from './questions.ts'
import { whatWasCutIsSilent } from './silence.ts'
import { nothingIsHeardThatNeverSounded } from './sounded.ts'
import { soundIsTaken } from './taken.ts'
import { everyTurnEnds } from './turns.ts'
import { soundIsWhole } from './whole-sound.ts'

export type { Check, Failure, FailureName } from './check.ts'

const always: readonly MakeCheck[] = [
  whatWasCutIsSilent,
  soundIsWhole,
  soundIsTaken,
  noCallHoldsWordsOfAnother,
  everyEndingHasItsReason,
  everyTurnEnds,
  outagesAreKnown,
  nothingIsLeft,
]

/** What cannot hold where the service says another thing than it means: the end of a response under another name, a word at another time. */
const whereEventsAreSound: readonly MakeCheck[] = [
  everyQuestionIsAnswered,
  typedQuestionsAreAnsweredAtOnce,
  theSameWordsAreHeard,
  typedTextsStandInOrder,
  nothingIsHeardThatNeverSounded,
  nobodyStaysBusy,
  noListGrows,
  pagesArePatient,
]

export const checksOf = ({ dials }: Plan): readonly MakeCheck[] =>
  dials.odd === undefined || dials.oddScope === 'unread' ? [...always, ...whereEventsAreSound] : always
