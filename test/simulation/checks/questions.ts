/** Who asks is answered, or told why not: the last question of each user, and one that is asked when all is well again. */

import type { State } from '../../../client/state/model.ts'
import type { Entry, UserEntry } from '../../../client/state/transcript.ts'
import type { MakeCheck } from './check.ts'

/** Words of the agent; or the session has failed, and the page has said why, even if the user began anew since. */
const isAnswer = (entry: Entry): boolean =>
  entry.kind === 'agent' ? entry.text.trim() !== '' : entry.kind === 'note' && entry.note === 'session.failed'

/** The newest entry of the user that has words, or of which the page says that no one could make them out. */
const isQuestion = (entry: Entry): entry is UserEntry =>
  entry.kind === 'user' && (entry.text === null || entry.text.trim() !== '')

/** The same question, on a page that was reloaded as well: each has words of its own. */
const isSame = (one: Entry, { item, text }: UserEntry): boolean =>
  one.kind === 'user' && ((item !== null && one.item === item) || (text !== null && one.text === text))

/** Whether an answer stands behind the user's newest question; one that no one could make out needs none. */
export function isLastAnswered({ transcript }: State): boolean {
  const { entries } = transcript
  const at = entries.findLastIndex(isQuestion)
  const asked = entries[at]
  return asked?.kind !== 'user' || asked.text === null || entries.slice(at + 1).some(isAnswer)
}

/** The page shows a reason, or that there is no call any more. */
const isTold = ({ problem, phase }: State): boolean => problem !== null || phase !== 'live'

export const everyQuestionIsAnswered: MakeCheck = ({ plan, world, fail }) => {
  /** what stood before the user when they wanted to hear no more */
  const unwanted = new Map<number, readonly Entry[]>()
  const check = (when: string) => () => {
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const last = state.transcript.entries.findLast(isQuestion)
      const isUnwanted = last !== undefined && unwanted.get(user)?.some((entry) => isSame(entry, last))
      if (isLastAnswered(state) || isTold(state) || isUnwanted) continue
      fail('a question is not answered', `user ${user}, ${when}: ${JSON.stringify(state.transcript.entries.slice(-3))}`)
    }
  }
  return {
    did: ({ user, type }, isDone) => {
      if (type === 'interrupt' && isDone) unwanted.set(user, world.tab(user).state().transcript.entries)
    },
    settled: check('when all was quiet'),
    answered: check('when asked once more'),
  }
}
