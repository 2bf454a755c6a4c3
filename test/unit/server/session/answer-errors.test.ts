/** A response that fails or stops short is said in words that fit, logged with its cause, and never waited for. */

import { describe, expect, test } from 'vitest'
import { drive, errorsIn, told } from './drive.ts'

const error = (code: string | null, message: string | null = null, type: string | null = 'server_error') => ({
  type: 'failed',
  error: { type, code, message },
})
const incomplete = (reason: string) => ({ type: 'incomplete', reason })

const asked = () => {
  const page = drive().live()
  page.say({ type: 'text.send', text: 'Hello?' })
  page.created('r1')
  return page
}
type Page = ReturnType<typeof asked>
const end = (page: Page, status: string, status_details: unknown) =>
  page.serve({ type: 'response.done', response: { id: 'r1', status, status_details, output: [] } })
const logsIn = (effects: ReturnType<typeof end>) => effects.flatMap((effect) => (effect.type === 'log' ? [effect] : []))

/** Sources: documented (OpenAI's codes, which the service passes on), recorded (message_creation_failed), assumed (the rest). */
const outcomes: readonly (readonly [string, unknown, string])[] = [
  ['failed', error('insufficient_quota', 'You exceeded your current quota.', 'insufficient_quota'), 'answer_quota'],
  ['failed', error(null, 'You exceeded your current quota, please check your plan.', null), 'answer_quota'],
  ['failed', error('rate_limit_exceeded', 'Rate limit reached.', 'tokens'), 'answer_throttled'],
  ['failed', error('429', 'Too Many Requests', 'invalid_request_error'), 'answer_throttled'],
  [
    'failed',
    error(null, 'Requests have exceeded token rate limit. Visit https://aka.ms/quotaincrease to raise it.', null),
    'answer_throttled',
  ],
  ['failed', error('content_filter', 'Filtered.', 'invalid_request_error'), 'answer_filtered'],
  ['failed', error('ResponsibleAIPolicyViolation', 'x', 'invalid_request_error'), 'answer_filtered'],
  ['failed', error('server_error', 'The server had an error.'), 'answer_unavailable'],
  ['failed', error(null, null), 'answer_unavailable'],
  ['failed', error('503', null, null), 'answer_unavailable'],
  ['failed', error('message_creation_failed', 'Failed to create message', 'invalid_request_error'), 'answer_failed'],
  ['failed', error(null, null, null), 'answer_failed'],
  ['failed', undefined, 'answer_failed'],
  ['incomplete', incomplete('content_filter'), 'answer_filtered'],
  ['incomplete', incomplete('max_output_tokens'), 'answer_too_long'],
  ['incomplete', incomplete('max_tokens'), 'answer_too_long'],
  ['incomplete', incomplete('something_new'), 'answer_failed'],
  ['incomplete', undefined, 'answer_failed'],
  ['stuck', undefined, 'answer_failed'],
]

describe('a response without a word', () => {
  test.each(outcomes)('%s, %j, is %s', (status, details, code) => {
    const effects = end(asked(), status, details)
    expect(errorsIn(effects)).toEqual([[code, false]])
    expect(logsIn(effects)).toMatchObject([{ level: 'warn', event: 'response not completed', fields: { status } }])
  })
})

describe('a response that had begun', () => {
  const begun = () => {
    const page = asked()
    page.text('r1', 'm1', 'Once upon')
    page.audio('r1', 'm1')
    return page
  }

  test('and reaches its longest length says so', () => {
    expect(errorsIn(end(begun(), 'incomplete', incomplete('max_output_tokens')))).toEqual([['answer_too_long', false]])
  })

  test('and stops short for a reason that nobody knows says nothing, but is logged', () => {
    const effects = end(begun(), 'incomplete', undefined)
    expect(errorsIn(effects)).toEqual([])
    expect(logsIn(effects)).toHaveLength(1)
  })

  test('and was stopped by the user says nothing more, but is logged', () => {
    const page = begun()
    page.say({ type: 'answer.interrupt' })
    const effects = end(page, 'failed', error('server_error'))
    expect(told(effects).filter(({ type }) => type === 'error')).toEqual([])
    expect(logsIn(effects)).toHaveLength(1)
  })
})

test('the cause is logged as the service words it, in bounds', () => {
  const fields = { type: 'server_error', code: 'E'.repeat(4000), message: '😀'.repeat(4000) }
  const [line] = logsIn(end(asked(), 'failed', { type: 'failed', error: fields }))
  expect(line?.fields).toMatchObject({ status: 'failed', type: 'server_error', code: `${'E'.repeat(100)}…` })
  expect(String(line?.fields.message).length).toBeLessThanOrEqual(301)
})

test('a completed or cancelled response is no error, and no line', () => {
  for (const status of ['completed', 'cancelled']) {
    const effects = end(asked(), status, undefined)
    expect(errorsIn(effects)).toEqual([])
    expect(logsIn(effects)).toEqual([])
  }
})
