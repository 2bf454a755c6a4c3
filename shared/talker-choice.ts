/** What a talker may choose before a session, by label alone: what a label stands for never leaves the server. */

import * as z from 'zod/mini'

/** Longest label, in UTF-16 code units, and most labels of a setting: what a list on a phone can still show. */
export const LABEL_MAX_LENGTH = 60
export const LABELS_MAX = 50

const label = z.string().check(z.minLength(1), z.maxLength(LABEL_MAX_LENGTH))

/** In the order in which the page shows them. */
export const talkerSettings = ['voice', 'language', 'rate'] as const
export type TalkerSetting = (typeof talkerSettings)[number]

/** The label chosen for each setting; one that is missing stays as the agent has it. */
export const talkerChoice = z.strictObject({
  voice: z.exactOptional(label),
  language: z.exactOptional(label),
  rate: z.exactOptional(label),
})
export type TalkerChoice = Readonly<z.infer<typeof talkerChoice>>

/** `initial` is what the agent has unless another label is chosen; without it, that has no label. */
const offer = z.strictObject({
  labels: z.array(label).check(z.maxLength(LABELS_MAX)),
  initial: z.exactOptional(label),
})

/** The settings that the talker may change. */
export const talkerOffers = z.strictObject({
  voice: z.exactOptional(offer),
  language: z.exactOptional(offer),
  rate: z.exactOptional(offer),
})
export type TalkerOffers = Readonly<z.infer<typeof talkerOffers>>
