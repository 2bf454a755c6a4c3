/** What the agent says before a session ends by itself. */

import type { EndingReason } from '../../shared/messages.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { greetingResponse } from './greeting.ts'
import { isAzureVoice } from './voices.ts'

const sentences: Readonly<Record<EndingReason, string>> = {
  idle: 'Are you still there? This session ends soon unless you say something.',
  limit: 'Our time is almost up. This session ends in a moment.',
}

/**
 * A voice of Azure Speech reads the sentence out, which needs no model, if the service knows how (`readsOut`; a session that names no voice then
 * has one of them); otherwise the model says it
 * in the language of the talk.
 */
export function noticesOf(
  session: RequestSession,
  readsOut: boolean,
): Readonly<Record<EndingReason, ResponseCreateParams>> {
  const { voice } = session
  const notice = (reason: EndingReason): ResponseCreateParams => {
    const text = sentences[reason]
    const told = `Say only this, briefly, in the language of the conversation: ${text}`
    return (
      greetingResponse(
        readsOut && (voice === undefined || isAzureVoice(voice)) ? { text } : { instructions: told },
        session,
      ) ?? {}
    )
  }
  return { idle: notice('idle'), limit: notice('limit') }
}
