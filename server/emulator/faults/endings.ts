/** How a response can end otherwise than completed, as `response.done` prints it. Data only. */

import type { Ending } from '../engine/events.ts'

/** What went wrong in the emulator itself. */
export const failedWith = (code: string, message: string): Ending => failed('server_error', code, message)

const failed = (type: string, code: string, message: string): Ending => ({
  status: 'failed',
  status_details: { type: 'failed', error: { type, code, message, param: null, event_id: null } },
})

const incomplete = (reason: string): Ending => ({
  status: 'incomplete',
  status_details: { type: 'incomplete', reason },
})

/** The first is as it was recorded. The codes of the others are those that the SDK's telemetry knows, their sentences OpenAI's. */
export const endings = {
  'failed-response': failed('invalid_request_error', 'message_creation_failed', 'Failed to create message'),
  'response-rate-limited': failed(
    'rate_limit_exceeded',
    'rate_limit_exceeded',
    'Rate limit reached for this deployment on tokens per min (TPM): Limit 1000, Used 990, Requested 53. Please try again in 2.5s.',
  ),
  'response-quota': failed(
    'insufficient_quota',
    'insufficient_quota',
    'You exceeded your current quota, please check your plan and billing details.',
  ),
  'response-server-error': failed(
    'server_error',
    'server_error',
    'The server had an error while processing your request. Sorry about that!',
  ),
  'response-filtered': incomplete('content_filter'),
  'response-filtered-empty': incomplete('content_filter'),
  'response-max-tokens': incomplete('max_output_tokens'),
} as const satisfies Readonly<Record<string, Ending>>
