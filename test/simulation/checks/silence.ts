/** Nothing of an answer that was cut off sounds afterwards, and none of before sounds while the page listens. */

import type { MakeCheck } from './check.ts'

/** What is on its way to the speaker when speech is noticed. */
const ON_ITS_WAY_MS = 150

export const whatWasCutIsSilent: MakeCheck = ({ world, fail }) => {
  const listens = new Map<number, Readonly<{ sinceMs: number; latest: number }>>()
  return {
    rendered: (user, { utterance, answers }) => {
      if (utterance === null) listens.delete(user)
      else if (!listens.has(user)) listens.set(user, { sinceMs: world.time.nowMs(), latest: answers.latest })
    },
    sounds: (user, answer) => {
      const { answers } = world.tab(user).state()
      if (answer <= answers.cutThrough) fail('an answer that was cut sounds', `user ${user}, answer ${answer}`)
      const listen = listens.get(user)
      const isOld =
        listen !== undefined && answer <= listen.latest && world.time.nowMs() - listen.sinceMs > ON_ITS_WAY_MS
      if (isOld && world.tab(user).isAwake())
        fail('an answer sounds while the page listens', `user ${user}, answer ${answer}`)
    },
  }
}
