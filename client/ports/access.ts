/** Asks the server who may talk and what may be chosen, and trades the access code for a ticket, which the browser keeps as a cookie. */

import * as z from 'zod/mini'
import { flag } from '../../shared/messages.ts'
import { userOffers } from '../../shared/user-choice.ts'
import type { AccessEvent } from '../state/events.ts'

const answer = z.strictObject({
  access: z.literal(['granted', 'code', 'sign-in']),
  offers: z.nullable(userOffers),
  emulated: flag,
})

/** Longer than a slow network takes; then it is none. */
const ANSWER_WITHIN_MS = 10_000

export async function askAccess(): Promise<AccessEvent> {
  const response = await request('GET')
  // A sign-in before the server (App Service's) has expired: it answers itself, or sends to its own page.
  if (response?.type === 'opaqueredirect' || response?.status === 401)
    return { type: 'access.told', access: 'sign-in', offers: null, emulated: false }
  const read = answer.safeParse(response?.ok ? await response.json().catch(() => undefined) : undefined)
  return read.success ? { type: 'access.told', ...read.data } : { type: 'access.unknown' }
}

export async function giveCode(code: string): Promise<AccessEvent> {
  const response = await request('POST', JSON.stringify({ code }))
  if (response?.ok) return { type: 'code.accepted' }
  return { type: 'code.refused', refusal: refusalOf(response) }
}

function refusalOf(response: Response | undefined): Extract<AccessEvent, { type: 'code.refused' }>['refusal'] {
  if (response?.status === 429) {
    const seconds = Number(response.headers.get('retry-after'))
    return { type: 'locked', minutes: Math.max(1, Math.ceil(seconds / 60) || 1) }
  }
  // 400 and 413: longer than any code.
  return [400, 401, 413].includes(response?.status ?? 0) ? { type: 'wrong_code' } : { type: 'offline' }
}

const request = (method: string, body?: string): Promise<Response | undefined> =>
  fetch('access', {
    method,
    cache: 'no-store',
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  }).catch(() => undefined)
