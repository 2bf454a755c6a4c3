/** What goes wrong is named on the page, and no one waits for what will not come. */

import { describe, expect, test } from 'vitest'
import { en } from '../../../../client/i18n/en.ts'
import { es } from '../../../../client/i18n/es.ts'
import { ptBR } from '../../../../client/i18n/pt-br.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { failure, liveStory } from './story.ts'

const failed = failure('answer_failed', false)

describe('an answer that fails before its first word', () => {
  test.each<[string, readonly ServerMessage[]]>([
    ['was not announced', []],
    [
      'was announced',
      [
        { type: 'answer.started', answer: 1, item: 'i' },
        { type: 'answer.audio.done', answer: 1, samples: 0 },
        { type: 'answer.done', answer: 1, status: 'failed', text: '', heard: null },
      ],
    ],
    [
      'was to follow a tool',
      [
        { type: 'tool.started', call: 'c', name: 'n' },
        { type: 'tool.done', call: 'c', name: 'n', ok: true },
      ],
    ],
  ])('and %s gives the turn back to the user', (_name, messages) => {
    const page = liveStory().tell({ type: 'text.submitted', text: 'Hello' })
    page.hear(...messages.slice(0, 1))
    expect(page.status).toBe('processing')
    page.hear(...messages.slice(1), failed)
    expect(page.status).toBe('ready')
    expect(page.state.problem?.code).toBe('answer_failed')
  })
})

describe('a close frame', () => {
  test('that names an error stands for the message that could not be read', () => {
    const page = liveStory().tell({ type: 'socket.closed', code: 1011, reason: 'page_slow', opened: true })
    expect(page.status).toBe('error')
    expect(page.state.problem?.code).toBe('page_slow')
  })

  test.each(['', 'the page stopped answering', undefined])('with the reason %j is a lost connection', (reason) => {
    const page = liveStory().tell({ type: 'socket.closed', code: 1011, reason, opened: true })
    expect(page.state.problem?.code).toBe('connection_lost')
  })
})

test('an error that says when to try again keeps the time for the page to show', () => {
  const page = liveStory().hear(failure('upstream_throttled', true, 9))
  expect(page.state.problem).toEqual({ code: 'upstream_throttled', fatal: true, retryAfterSeconds: 9 })
})

test.each([en, ptBR, es])('every language says how long to wait (%#)', ({ retryAfter, problem }) => {
  expect(retryAfter(9)).toContain('9')
  expect(problem.page_slow.message).not.toBe(problem.upstream_policy.message)
})
