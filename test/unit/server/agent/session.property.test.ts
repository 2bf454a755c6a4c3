/** Properties of the way from profile to session, over profiles made of every setting there is. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyChoice } from '../../../../server/agent/user-choice.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'
import type { UserChoice } from '../../../../shared/user-choice.ts'
import { understand } from './understand.ts'

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const voice = fc.oneof(
  some('alloy', 'marin', 'ava', 'en-US-AvaNeural', 'pt-PT-RaquelNeural'),
  fc.record({ type: some('openai'), name: some('alloy', 'cedar') }),
  fc.record({ type: some('azure-realtime-native'), name: some('ava', 'ximena') }),
  fc.record(
    {
      type: some('azure-standard'),
      name: some('en-US-AvaNeural', 'en-US-Ava:DragonHDLatestNeural'),
      rate: some('+5%'),
    },
    { requiredKeys: ['type', 'name'] },
  ),
  fc.record({ type: some('azure-custom'), name: some('ours'), endpoint_id: some('id'), style: some('sad') }),
)

const edges = {
  create_response: fc.boolean(),
  auto_truncate: fc.boolean(),
  threshold: fc.double({ min: 0, max: 1, noNaN: true }),
}
const detection = fc.oneof(
  fc.constant(null),
  fc.record({ type: some('none') }),
  fc.record({ type: some('semantic_vad'), eagerness: some('low', 'auto') }, { requiredKeys: ['type'] }),
  fc.record({ type: some('server_vad'), ...edges }, { requiredKeys: ['type'] }),
  fc.record(
    {
      type: some('azure_semantic_vad', 'azure_semantic_vad_multilingual'),
      ...edges,
      remove_filler_words: fc.boolean(),
      end_of_utterance_detection: fc.record({ model: some('semantic_detection_v1', 'smart_end_of_turn_detection') }),
    },
    { requiredKeys: ['type'] },
  ),
)

const session = fc.record(
  {
    instructions: fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 })),
    voice,
    turn_detection: detection,
    input_audio_transcription: fc.oneof(
      fc.constant(null),
      fc.record(
        {
          model: some('azure-speech', 'whisper-1', 'mai-transcribe'),
          language: some('en', 'en,pt'),
          phrase_list: fc.array(fc.string()),
        },
        { requiredKeys: ['model'] },
      ),
    ),
    input_audio_noise_reduction: fc.record({ type: some('azure_deep_noise_suppression', 'near_field') }),
    interim_response: fc.record({ type: some('static_interim_response'), texts: fc.array(fc.string()) }),
    temperature: fc.double({ min: 0, max: 1.2, noNaN: true }),
    max_response_output_tokens: fc.oneof(
      fc.nat({ max: 4095 }).map((tokens) => tokens + 1),
      some('inf'),
    ),
    tool_choice: some('auto', 'none', 'required'),
    modalities: some(['audio', 'text'], ['text']),
  },
  { requiredKeys: [] },
)

const answerer = fc.oneof(
  fc.record({
    model: some('gpt-realtime', 'gpt-4.1', 'azure-realtime', 'phi4-mm-realtime', 'gpt-5.5', 'something-new'),
  }),
  fc.record({ model: some('mine'), byom: some('byom-azure-openai-realtime', 'byom-azure-openai-chat-completion') }),
  fc.record({ agent: fc.record({ name: some('shop'), project: some('demo') }) }),
)

const offers = fc.record(
  {
    voice: fc.dictionary(some('A', 'B'), voice),
    language: fc.dictionary(some('A', 'B'), some('en', 'pt-PT')),
    rate: fc.dictionary(some('A', 'B'), some('-10%', '+10%')),
  },
  { requiredKeys: [] },
)

const profiles = fc
  .tuple(
    answerer,
    fc.record(
      {
        session,
        tools: fc.subarray(['calculate', 'get_current_time', 'unheard_of']),
        greeting: fc.record({ text: some('Hello.') }),
        talker_may_change: offers,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([who, rest]) => ({ name: 'Test', ...who, ...rest }))

const environments = fc.record({
  VOICE_LIVE_MODEL: maybe(some('gpt-4o', 'gpt-realtime')),
  VOICE_LIVE_VOICE: maybe(some('alloy', 'en-US-AvaNeural')),
})

describe('any profile that can be understood', () => {
  test('comes to a session that the strict schema takes, without a model in it', () => {
    let fit = 0
    fc.assert(
      fc.property(profiles, environments, (profile, env) => {
        const reading = understand(profile, env)
        if (!('agent' in reading)) throw new Error(reading.join('\n'))
        expect(requestSession.parse(reading.agent.session)).toEqual(reading.agent.session)
        expect(reading.agent.session).not.toHaveProperty('model')
        if (reading.problems.length === 0) fit += 1
      }),
      { numRuns: 300 },
    )
    // The profiles are no mere rubbish: some of them could be used.
    expect(fit).toBeGreaterThan(0)
  })

  test('says what is wrong in whole sentences, each once', () => {
    fc.assert(
      fc.property(profiles, environments, (profile, env) => {
        const reading = understand(profile, env)
        if (!('agent' in reading)) throw new Error(reading.join('\n'))
        for (const sentence of [...reading.problems, ...reading.notes])
          expect(sentence).toMatch(/^Agent profile test: .+[.?]$/)
        expect(new Set(reading.problems).size).toBe(reading.problems.length)
      }),
      { numRuns: 200 },
    )
  })

  test('still does once the user has chosen, and a label that is not on offer changes nothing', () => {
    const label = maybe(some('A', 'B', 'constructor'))
    fc.assert(
      fc.property(profiles, fc.record({ voice: label, language: label, rate: label }), (profile, labels) => {
        const reading = understand(profile)
        if (!('agent' in reading)) throw new Error(reading.join('\n'))
        const { session: before, offers: offered } = reading.agent
        const choice = Object.fromEntries(
          Object.entries(labels).filter(([, value]) => value !== undefined),
        ) as UserChoice
        const after = applyChoice(before, offered, choice, reading.agent.query.model)
        expect(requestSession.parse(after)).toEqual(after)
        const isOffered = Object.entries(choice).some(([setting, value]) =>
          Object.hasOwn(Object(Reflect.get(offered, setting)), String(value)),
        )
        if (!isOffered) expect(after).toEqual(applyChoice(before, offered, {}, reading.agent.query.model))
      }),
      { numRuns: 300 },
    )
  })
})
