/** What the page is told of a user's choices: labels only. */

import { isDeepStrictEqual } from 'node:util'
import type { UserOffers, UserSetting } from '../../shared/user-choice.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { applyChoice, type Choices } from './user-choice.ts'

/** The labels, and which of them changes nothing. */
export function labelsOf(session: RequestSession, { offers, model }: Omit<Choices, 'readsOut'>): UserOffers {
  const offer = (setting: UserSetting): UserOffers[UserSetting] => {
    const labels = Object.keys(offers[setting] ?? {})
    const initial = labels.find((label) =>
      isDeepStrictEqual(applyChoice(session, offers, { [setting]: label }, model), session),
    )
    const isChoice = labels.length > (initial === undefined ? 0 : 1)
    return isChoice ? { labels: labels.join('\n'), initial: initial ?? null } : null
  }
  return { voice: offer('voice'), language: offer('language'), rate: offer('rate') }
}
