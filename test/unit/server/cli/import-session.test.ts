/** What public clients send, made into profiles: how much of it goes out again, and that nothing is lost without a word. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { understandProfile } from '../../../../server/agent/load.ts'
import { answererOf } from '../../../../server/cli/import/address.ts'
import { changed } from '../../../../server/cli/import/changed.ts'
import { differencesOf } from '../../../../server/cli/import/compare.ts'
import { importSession } from '../../../../server/cli/import/session.ts'
import payloads from '../../../fixtures/wild-session-updates.json' with { type: 'json' }
import { tools as all, newest } from '../agent/understand.ts'

/** Without those that somebody may have added. */
const tools = all.filter(({ name }) => name === 'calculate')

type Payload = (typeof payloads)[number]

const addressOf = ({ model, query, api_version: version }: Payload) =>
  `wss://lab.example/voice-live/realtime?api-version=${version}${model === null ? '' : `&model=${model}`}${query}`

function imported(payload: Payload, session: unknown = payload.payload) {
  const answerer = answererOf(addressOf(payload))
  if (typeof answerer === 'string') return answerer
  return importSession(session, { name: 'wild', answerer: answerer.fields, tools: [] })
}

/** Without what the import says is different, under either spelling. */
const without = (session: unknown, paths: readonly string[]): unknown =>
  paths
    .flatMap((path) => [path, path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)])
    .reduce((rest, path) => {
      const keys = path.split('.')
      return keys[0] === 'session' ? changed(rest, keys.slice(1), () => undefined) : rest
    }, session)

/** Of each payload, in the order of the file: `whole`, the fields that are lost, or why there is no profile of it. */
const face = 'session.avatar'
const outcomes: readonly (string | readonly string[])[] = [
  ...Array.from({ length: 10 }, () => 'whole'),
  ['session.turn_detection.end_of_utterance_detection'],
  [face],
  ...['whole', 'whole'],
  [face],
  ...['whole', 'whole', 'whole', 'whole'],
  [face, 'session.interim_response', 'session.turn_detection.end_of_utterance_detection'],
  ...['whole', 'whole', 'whole'],
  'The address names a classic agent (agent-id)',
  ...['whole', 'whole', 'whole'],
  [face],
  ['session.turn_detection'],
  ...['whole', 'whole'],
  [face, 'session.modalities'],
  ...Array.from({ length: 7 }, () => 'whole'),
  ['session.input_audio_format', 'session.output_audio_format'],
]

describe('forty payloads of public clients', () => {
  test.each(payloads.map((payload, index) => [index, payload.source, payload, outcomes[index]] as const))(
    '%i, %s',
    (_index, _source, payload, outcome) => {
      const result = imported(payload)
      if (typeof result === 'string') return expect(result).toContain(outcome)
      const lost = result.differences.flatMap(({ kind, path }) => (kind === 'lost' ? [path] : []))
      expect(lost.length === 0 ? 'whole' : lost).toEqual(outcome)
      const paths = result.differences.map(({ path }) => path)
      expect(without(result.sent, paths)).toEqual(without(payload.payload.session, paths))
    },
  )

  test('are carried whole by at least thirty profiles', () => {
    expect(outcomes.filter((outcome) => outcome === 'whole')).toHaveLength(31)
  })

  test('make profiles that are fit for calls, with the modules that are written beside them', () => {
    for (const payload of payloads) {
      const result = imported(payload)
      if (typeof result === 'string') continue
      const { profile, modules } = result
      const found = [...modules.keys()].map((file) => ({ ...tools[0], name: file.replace('.js', '') }))
      const reading = understandProfile(
        { name: 'wild', path: '', json: profile },
        { env: {}, service: newest, tools: found as unknown as typeof tools },
      )
      expect('agent' in reading ? reading.problems : reading).toEqual([])
    }
  })
})

describe('what else people send', () => {
  const sent = (session: object, answerer: object = { model: 'gpt-4.1' }) => {
    const result = importSession(
      { type: 'session.update', session },
      { name: 'wild', answerer: { ...answerer }, tools },
    )
    if (typeof result === 'string') throw new Error(result)
    return result
  }
  const said = (session: object, answerer?: object) =>
    sent(session, answerer)
      .differences.filter(({ says }) => !says.endsWith('is sent besides'))
      .map(({ kind, path, says }) => `${kind} ${path}: ${says}`)

  test.each([
    ['a field that nobody knows', { instructions: 'x', foo: 1 }, ['lost session.foo: is not known']],
    [
      'one inside a voice',
      { voice: { type: 'azure-standard', name: 'en-US-AvaNeural', mood: 'x' } },
      ['lost session.voice.mood: is not known'],
    ],
    [
      'a number where text is needed',
      { voice: { type: 'azure-standard', name: 'en-US-AvaNeural', rate: 1.1 } },
      ['otherwise session.voice.rate: "1.1" is sent, in quotes'],
    ],
    [
      'text where a number is needed',
      { temperature: '0.7' },
      ['otherwise session.temperature: 0.7 is sent, without quotes'],
    ],
    [
      'phases',
      { instructions: 'x', phases: [] },
      ['lost session.phases: cannot be set, for an agent stays as it is through a call'],
    ],
    [
      'a transcriber of another family',
      { input_audio_transcription: { model: 'whisper-1' } },
      ['lost session.input_audio_transcription: is whisper-1, which goes with gpt-realtime models only'],
    ],
    [
      'a second channel, without the echo cancellation itself',
      { input_audio_echo_cancellation: { type: 'server_echo_cancellation', reference_source: 'client', channels: 2 } },
      [
        'lost session.input_audio_echo_cancellation.reference_source: is client, which needs what the page plays as a second channel, and the page sends the microphone only',
        'lost session.input_audio_echo_cancellation.channels: is 2, which needs what the page plays as a second channel, and the page sends the microphone only',
      ],
    ],
    ['a tool that is none', { tools: [{ type: 'web_search' }] }, ['lost session.tools.web_search: is not sent']],
  ])('%s is named', (_what, session, sentences) => {
    expect(said(session)).toEqual(sentences)
  })

  test('a secret of an MCP server becomes a variable, and is in no file and no sentence', () => {
    const server = {
      type: 'mcp',
      server_label: 'my crm',
      server_url: 'https://crm.example',
      authorization: 'Bearer s3cret',
    }
    const { profile, differences, sent: session } = sent({ tools: [server] })
    expect(profile.mcp_servers).toEqual([{ ...server, authorization: `$${'{MY_CRM_AUTHORIZATION}'}` }])
    expect(JSON.stringify([profile, differences])).not.toContain('s3cret')
    expect(session).toMatchObject({ tools: [server] })
  })

  test('secrets that would have one variable get one each', () => {
    const { headers, ...rest } = { type: 'mcp', server_url: 'https://crm.example', headers: { Authorization: 'two' } }
    const servers = [
      { ...rest, server_label: 'a b', authorization: 'one', headers },
      { ...rest, server_label: 'a-b', authorization: 'three' },
    ]
    const { profile, differences, sent: session } = sent({ tools: servers })
    expect(session).toMatchObject({ tools: servers })
    expect(
      JSON.stringify(profile)
        .match(/A_B_AUTHORIZATION\w*/g)
        ?.sort(),
    ).toEqual(['A_B_AUTHORIZATION', 'A_B_AUTHORIZATION_2', 'A_B_AUTHORIZATION_3'])
    expect(JSON.stringify([profile, differences])).not.toMatch(/one"|two|three/)
  })

  test.each([
    [{ headers: { Key: 'a' } }, { headers: { Key: 'hidden' } }],
    [{ authorization: 'a' }, { authorization: 'hidden' }],
    [{}, { extra: { authorization: 'hidden', headers: { Key: 'hidden' } } }],
  ])('of %j nothing is printed that signs in', (asked, other) => {
    expect(JSON.stringify(differencesOf(asked, other, 'session.tools.crm'))).not.toContain('hidden')
  })

  test('a function becomes a module, unless there is one of that name', () => {
    const known = { type: 'function', name: 'calculate' }
    const parameters = '{"type":"object","properties":{"sides":{"type":"integer"}}}'
    const { profile, modules } = sent({ tools: [known, { type: 'function', name: 'roll_dice', parameters }] })
    expect(profile.tools).toEqual(['calculate', 'roll_dice'])
    expect([...modules.keys()]).toEqual(['roll_dice.js'])
    expect(modules.get('roll_dice.js')).toContain('"sides"')
  })

  test('of two functions with one name the first is carried, and so are all others', () => {
    const named = (name: string, description: string) => ({ type: 'function', name, description })
    const { profile, differences } = sent({ tools: [named('a', 'One.'), named('a', 'Two.'), named('b', 'Three.')] })
    expect(profile.tools).toEqual(['a', 'b'])
    expect(differences).toContainEqual(expect.objectContaining({ path: 'session.tools.a.description' }))
  })

  test('a session that names no model is told so', () => {
    expect(sent({ instructions: 'x' }, {}).notes).toEqual([expect.stringContaining('The session names no model')])
    expect(sent({ model: 'gpt-4.1' }, {}).profile.model).toBe('gpt-4.1')
  })

  test.each([
    ['gpt-realtime', { voice: 'alloy' }],
    ['gpt-4.1', { interim_response: { type: 'llm_interim_response' }, temperature: 0.7 }],
    ['gpt-5', { reasoning_effort: 'low' }],
    ['azure-realtime', { voice: { type: 'azure-realtime-native', name: 'ava' } }],
  ])('that is %s where it takes most of %j', (model, session) => {
    expect(sent(session, {}).profile.model).toBe(model)
  })

  test.each([
    [7, 'This is no session.update'],
    [[], 'This is no session.update'],
    [{ type: 'response.create' }, 'This is a response.create, and no session.update.'],
    [{ type: 'session.update', session: null }, 'This session.update has no session'],
    [{ session: { foo: 1 } }, 'none of its fields is one of a session'],
    [{ session: { type: 'realtime', audio: { input: {} } } }, 'the OpenAI Realtime API or of Voice Live v1'],
  ])('%j is refused with a sentence', (payload, sentence) => {
    expect(importSession(payload, { name: 'wild', answerer: {}, tools })).toContain(sentence)
  })

  test('any mixture of them goes out but for what is named, or is refused with a sentence', () => {
    const fields = payloads.flatMap(({ payload }) => Object.entries(payload.session))
    const mixture = fc.array(fc.constantFrom(...fields), { maxLength: 8 }).map((entries) => Object.fromEntries(entries))
    const answerers = fc.constantFrom(
      { model: 'gpt-4.1' },
      { model: 'gpt-realtime' },
      { model: 'gpt-5' },
      { agent: { name: 'a', project: 'p' } },
    )
    fc.assert(
      fc.property(mixture, answerers, (session, answerer) => {
        const result = importSession({ session }, { name: 'wild', answerer, tools: [] })
        if (typeof result === 'string') {
          expect(result).toMatch(/\.$/)
          return
        }
        const paths = result.differences.map(({ path }) => path)
        expect(without(result.sent, paths)).toEqual(without(session, paths))
      }),
      { numRuns: 60 },
    )
  })
})

describe('an address', () => {
  test.each([
    ['model=gpt-4.1', { model: 'gpt-4.1' }],
    [
      'api-version=2026-07-15&model=mine&profile=byom-azure-openai-realtime&api-key=k',
      { model: 'mine', byom: 'byom-azure-openai-realtime' },
    ],
    ['api-version=2024-10-01&deployment=mine', { model: 'mine', byom: 'byom-azure-openai-realtime' }],
    [
      'agent-name=shop&agent-project-name=demo&agent-version=3',
      { agent: { name: 'shop', project: 'demo', version: '3' } },
    ],
  ])('%s says who answers', (query, fields) => {
    expect(answererOf(`wss://lab.example/voice-live/realtime?${query}`)).toEqual({ fields, lost: [] })
  })

  test('says what a profile has no place for', () => {
    expect(answererOf('wss://lab.example/?model=x&conversation-id=7')).toMatchObject({
      lost: [expect.stringContaining('conversation-id')],
    })
    expect(answererOf('wss://lab.example/?agent-name=shop')).toContain('without its agent-project-name')
    expect(answererOf('lab.example')).toContain('The address must be')
  })
})
