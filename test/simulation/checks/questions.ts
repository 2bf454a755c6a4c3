/** Who asks is answered, or told why not: the last question of each user, and one that is asked when all is well again. */

import type { State } from '../../../client/state/model.ts'
import type { Entry } from '../../../client/state/transcript.ts'
import type { MakeCheck } from './check.ts'

const isAnswer = (entry: Entry): boolean => entry.kind === 'agent' && entry.text.trim() !== ''

/** The newest entry of the user that has words, or of which the page says that no one could make them out. */
const isQuestion = (entry: Entry): boolean => entry.kind === 'user' && (entry.text === null || entry.text.trim() !== '')

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
  /** what the user has not wanted to hear: questions with keys below */
  const unwanted = new Map<number, number>()
  const lastKeyOf = ({ transcript }: State): number => transcript.entries.findLast(isQuestion)?.key ?? 0
  const check = (when: string) => () => {
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const isUnwanted = lastKeyOf(state) < (unwanted.get(user) ?? 0)
      if (isLastAnswered(state) || isTold(state) || isUnwanted) continue
      fail('a question is not answered', `user ${user}, ${when}: ${JSON.stringify(state.transcript.entries.slice(-3))}`)
    }
  }
  return {
    did: ({ user, type }, isDone) => {
      if (type === 'interrupt' && isDone) unwanted.set(user, world.tab(user).state().transcript.nextKey)
    },
    settled: check('when all was quiet'),
    answered: check('when asked once more'),
  }
}
