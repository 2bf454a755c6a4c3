/** What a user may choose before a session, by label alone: what a label stands for never leaves the server. */

import * as z from 'zod/mini'

/** Longest label, in UTF-16 code units, and most labels of a setting: what a list on a phone can still show. */
export const LABEL_MAX_LENGTH = 60
export const LABELS_MAX = 50

export const label = z.string().check(z.minLength(1), z.maxLength(LABEL_MAX_LENGTH))

/** In the order in which the page shows them. */
export const userSettings = ['voice', 'language', 'rate'] as const
export type UserSetting = (typeof userSettings)[number]

/** The label chosen for each setting; one that is missing stays as the agent has it. */
export type UserChoice = Readonly<Partial<Record<UserSetting, string>>>

/**
 * `labels` has one a line, because a list would cost the page 400 bytes of zod. `initial` is what the agent has unless another label
 * is chosen; null where that has no label.
 */
const offer = z.strictObject({
  labels: z.string().check(z.maxLength(LABELS_MAX * (LABEL_MAX_LENGTH + 1))),
  initial: z.nullable(label),
})

/** The settings that the user may change; null where there is nothing to choose. */
export const userOffers = z.strictObject({
  voice: z.nullable(offer),
  language: z.nullable(offer),
  rate: z.nullable(offer),
})
export type UserOffers = Readonly<z.infer<typeof userOffers>>
