/** What a session and its notices are made of under each api-version: nothing that the service does not know yet. */

import { describe, expect, test } from 'vitest'
import { noticesOf } from '../../../../server/agent/notices.ts'
import { chooseSession } from '../../../../server/agent/user-choice.ts'
import { newest, understand } from './understand.ts'

const agentAt = (apiVersion: string, session: object = {}) => {
  const reading = understand({ name: 'Test', model: 'gpt-4.1', session }, {}, { ...newest, apiVersion })
  if (!('agent' in reading)) throw new Error(reading.join('\n'))
  expect(reading.problems).toEqual([])
  return reading.agent
}

const turns = [
  undefined,
  { type: 'server_vad' },
  { type: 'server_vad', auto_truncate: false },
  { type: 'azure_semantic_vad', threshold: 0.4 },
  { type: 'azure_semantic_vad_multilingual', auto_truncate: false },
]

describe.each([
  ['2025-05-01-preview', false],
  ['2025-10-01', false],
  ['2026-01-01-preview', true],
  ['2026-04-10', true],
  ['2026-06-01-preview', true],
  ['2026-07-15', true],
])('api-version %s', (apiVersion, knows) => {
  test.each(turns)(`${knows ? 'is' : 'is not'} told who truncates, with %j`, (turn_detection) => {
    const { session } = agentAt(apiVersion, turn_detection ? { turn_detection } : {})
    expect(session.turn_detection).toMatchObject({ create_response: true, interrupt_response: true })
    expect('auto_truncate' in (session.turn_detection ?? {})).toBe(knows)
  })

  test(`${knows ? 'reads notices out' : 'has the model say notices'}, after a choice of the user too`, () => {
    const { session, readsOut } = agentAt(apiVersion, { instructions: 'Be kind.' })
    const choices = { offers: { voice: { Sonia: 'en-GB-SoniaNeural' } }, model: 'gpt-4.1', readsOut }
    for (const notices of [
      noticesOf(session, readsOut),
      chooseSession(session, choices, { voice: 'Sonia' })?.notices,
    ]) {
      for (const notice of [notices?.idle, notices?.limit]) {
        expect(notice).toHaveProperty(knows ? 'pre_generated_assistant_message' : 'instructions')
        expect(Object.keys(notice ?? {})).toHaveLength(1)
      }
      if (!knows) expect(notices?.idle.instructions).toMatch(/^Be kind\.\n\n.*Are you still there\?/s)
    }
  })
})
