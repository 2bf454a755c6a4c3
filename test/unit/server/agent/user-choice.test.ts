/** What a user may choose: what the page is told of it, and what a session becomes by it. */

import { describe, expect, test } from 'vitest'
import { labelsOf } from '../../../../server/agent/labels.ts'
import { loadAgent } from '../../../../server/agent/load.ts'
import { chooseSession } from '../../../../server/agent/user-choice.ts'
import { LABELS_MAX, userOffers } from '../../../../shared/user-choice.ts'
import { newest, problemsOf, tools, understood } from './understand.ts'

const labelsOfProfile = (json: object) => {
  const { agent } = understood({ name: 'test', model: 'gpt-4.1', ...json })
  return labelsOf(agent.session, { offers: agent.offers, model: agent.query.model })
}

describe('labelsOf', () => {
  test('has the labels of the tutor in their order, those in force, and no configuration', () => {
    const reading = loadAgent({
      env: { AGENT_PROFILE: 'portuguese-tutor' },
      service: newest,
      tools,
      folders: ['test/fixtures/agents'],
    })
    if (!('agent' in reading)) throw new Error('no agent')
    const { session, offers, query } = reading.agent
    const labels = labelsOf(session, { offers, model: query.model })
    expect(userOffers.parse(labels)).toEqual({
      voice: { labels: 'Ava\nFrancisca (Brazil)\nRaquel (Portugal)', initial: 'Ava' },
      language: {
        labels: 'English and Portuguese of Brazil\nEnglish and Portuguese of Portugal',
        initial: 'English and Portuguese of Brazil',
      },
      rate: { labels: 'Slow\nRelaxed\nNormal', initial: 'Relaxed' },
    })
  })

  test('names no label that is in force where none says what the agent has', () => {
    expect(labelsOfProfile({ talker_may_change: { rate: { Slow: '-20%' } } })).toEqual({
      voice: null,
      language: null,
      rate: { labels: 'Slow', initial: null },
    })
  })

  test('leaves out what leaves no choice', () => {
    const session = { voice: 'en-US-AvaNeural' }
    const talker_may_change = { voice: { Ava: 'en-US-AvaNeural' }, rate: {} }
    const nothing = { voice: null, language: null, rate: null }
    expect(labelsOfProfile({ session, talker_may_change })).toEqual(nothing)
    expect(labelsOfProfile({})).toEqual(nothing)
  })

  test('a profile with more labels than fit, or one of two lines, is refused', () => {
    const rate = Object.fromEntries(Array.from({ length: LABELS_MAX + 1 }, (_, at) => [`Rate ${at}`, `+${at}%`]))
    const refused = problemsOf({ name: 'test', model: 'gpt-4.1', talker_may_change: { rate } })
    expect(refused).toEqual(['talker_may_change.rate: at most 50 labels fit into a list.'])
    const twoLines = { rate: { 'Very\nslow': '-50%' } }
    expect(problemsOf({ name: 'test', model: 'gpt-4.1', talker_may_change: twoLines })).toHaveLength(1)
  })
})

describe('chooseSession', () => {
  const { agent } = understood({
    name: 'test',
    model: 'gpt-realtime',
    talker_may_change: { voice: { Sonia: 'en-GB-SoniaNeural' }, rate: { Slow: '-20%' } },
  })
  const choices = { offers: agent.offers, model: agent.query.model, readsOut: true }
  const choose = (choice: object) => chooseSession(agent.session, choices, choice)

  test('puts what the labels stand for in the place of what the agent has', () => {
    const chosen = choose({ voice: 'Sonia', rate: 'Slow' })
    expect(chosen?.update).toEqual({
      ...agent.session,
      voice: { type: 'azure-standard', name: 'en-GB-SoniaNeural', rate: '-20%' },
    })
  })

  test('has the model say the notices when the chosen voice cannot read them out', () => {
    const voices = {
      offers: { voice: { Marin: 'marin', Sonia: 'en-GB-SoniaNeural' } },
      model: 'gpt-realtime',
      readsOut: true,
    }
    const idle = (voice: string) => chooseSession(agent.session, voices, { voice })?.notices.idle
    expect(idle('Sonia')).toHaveProperty('pre_generated_assistant_message')
    expect(idle('Marin')).toEqual({ instructions: expect.stringContaining('Are you still there?') })
  })

  test.each([{ voice: 'Ava' }, { voice: 'constructor' }, { language: 'Slow' }, { voice: 'Sonia', rate: 'Fast' }])(
    'takes nothing of %j, for a label of it is not on offer',
    (choice) => expect(choose(choice)).toBeUndefined(),
  )
})
