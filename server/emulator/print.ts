/** An event as text: what a client sent in a kind that we do not know is printed as it came, and not in the form in which we read it. */

import { isFields } from '../voicelive/fields.ts'

export const printEvent = (event: unknown): string => JSON.stringify(event, asItCame)

/** `loosen` reads an unknown kind as `{ type: 'unknown', raw }`, beside fields that its siblings share. */
const asItCame = (_name: string, value: unknown): unknown =>
  isFields(value) && isFields(value.raw) && value.type === 'unknown' ? value.raw : value
