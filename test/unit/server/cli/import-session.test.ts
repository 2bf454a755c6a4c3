/** What public clients send, made into profiles: how much of it goes out again, and that nothing is lost without a word. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { understandProfile } from '../../../../server/agent/load.ts'
import { answererOf } from '../../../../server/cli/import/address.ts'
import { changed } from '../../../../server/cli/import/changed.ts'
import { differencesOf } from '../../../../server/cli/import/compare.ts'
import { readPayload } from '../../../../server/cli/import/payload.ts'
import { importSession } from '../../../../server/cli/import/session.ts'
import { isFields, valueAt } from '../../../../server/voicelive/fields.ts'
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

const sent = (session: unknown, answerer: object = { model: 'gpt-4.1' }) => {
  const result = importSession({ type: 'session.update', session }, { name: 'wild', answerer: { ...answerer }, tools })
  if (typeof result === 'string') throw new Error(result)
  return result
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
      ['lost session.input_audio_transcription: model is whisper-1, which goes with gpt-realtime models only'],
    ],
    [
      'a second channel, without the echo cancellation itself',
      { input_audio_echo_cancellation: { type: 'server_echo_cancellation', reference_source: 'client', channels: 2 } },
      [
        'lost session.input_audio_echo_cancellation.reference_source: is client, which needs what the page plays as a second channel, and the page sends the microphone only',
        'lost session.input_audio_echo_cancellation.channels: is 2, which needs what the page plays as a second channel, and the page sends the microphone only',
      ],
    ],
    [
      'a tool of another API',
      { tools: [{ type: 'web_search' }, 'f', { query: 'x' }, { type: 'mcp', server_label: 'cal', connector_id: 'c' }] },
      [
        'lost session.tools.web_search: is a tool of the type web_search, and a session has function, mcp and foundry_agent only',
        'lost session.tools.1: is no object, as every tool is',
        'lost session.tools.2: has no type, and a session has function, mcp and foundry_agent only',
        'lost session.tools.cal: is a connector of OpenAI, which Voice Live does not have; it takes servers by server_url',
      ],
    ],
    [
      'a function that no model can call',
      { tools: [{ type: 'function', name: 'get weather!' }, { type: 'function' }] },
      [
        'lost session.tools.get weather!: is no name that a model can call: 1 to 64 letters, digits, _ or -, and nothing else',
        'lost session.tools.function: has no name, so no model can call it',
      ],
    ],
    [
      'a function as Chat Completions has it',
      {
        tools: [
          { type: 'function', function: { name: 'f', description: 'x', parameters: { type: 'object' }, strict: true } },
        ],
        tool_choice: { type: 'function', function: { name: 'f' } },
      },
      [
        'otherwise session.tools.f.function: is what stands beside type here',
        'lost session.tools.f.strict: is not sent',
      ],
    ],
    [
      'an MCP server that is not whole',
      {
        tools: [
          { type: 'mcp', server_label: 'crm' },
          { type: 'mcp', server_label: 'shop', server_url: 'http://shop.example' },
        ],
      },
      [
        'lost session.tools.crm: server_url is missing',
        'lost session.tools.shop: server_url must be an address that begins with https://, for the service calls it',
      ],
    ],
    [
      'the second of a name',
      {
        tools: ['a', 'b'].map((host) => ({ type: 'mcp', server_label: 'crm', server_url: `https://${host}.example` })),
      },
      ['lost session.tools.1: is the second of the name crm, and a model could not tell them apart'],
    ],
    [
      'what is missing in an object',
      { turn_detection: { threshold: 0.5 } },
      ['lost session.turn_detection: type is missing'],
    ],
    [
      'what is wrong in an object',
      { turn_detection: { type: 'vad' } },
      [
        'lost session.turn_detection: type must be server_vad, azure_semantic_vad, azure_semantic_vad_en, azure_semantic_vad_multilingual, semantic_vad or none',
      ],
    ],
    [
      'a number in quotes',
      { max_response_output_tokens: '200' },
      ['otherwise session.max_response_output_tokens: 200 is sent, without quotes'],
    ],
    [
      'a field of any name',
      JSON.parse('{"instructions":"x","a.b":1,"":2,"constructor":3,"two words":4}'),
      ['a.b', '', 'constructor', 'two words'].map((name) => `lost session.${name}: is not known`),
    ],
    [
      'what only the service says',
      { instructions: 'x', id: 'sess_1', object: 'realtime.session', expires_at: 1, truncation_strategy: null },
      [
        ...['id', 'object', 'expires_at'].map(
          (field) => `otherwise session.${field}: is told by the service, and never asked for`,
        ),
        'otherwise session.truncation_strategy: null is what holds without it, so it is left out',
      ],
    ],
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
    expect(differences).toContainEqual(expect.objectContaining({ path: 'session.tools.1', kind: 'lost' }))
  })

  test('a model beside a Foundry agent is left out, for the agent has its own', () => {
    expect(said({ model: 'gpt-4.1' }, { agent: { name: 'shop', project: 'demo' } })).toEqual([
      'otherwise session.model: is left out, for a Foundry agent has a model of its own',
    ])
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
    [[{ type: 'response.create' }], 'This is a list of 1 without a session.update; give what the client sends'],
    [{ type: 'response.create' }, 'This is a response.create, and no session.update;'],
    [{ type: 'session.update', session: null }, 'This session.update has no session'],
    [{ name: 'a', model: 'gpt-4.1', session: { instructions: 'x' } }, 'This is an agent profile already'],
    [{ foo: 1 }, 'None of its fields is one of a session; give what'],
    [{ session: { foo: 1 } }, 'None of the fields of its session is one of a session; give what'],
    [
      { type: 'transcription_session.update', session: { input_audio_format: 'pcm16' } },
      'only writes down what is said',
    ],
    [{ session: { type: 'transcription', audio: { input: {} } } }, 'only writes down what is said'],
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

describe('a session of the OpenAI Realtime API, or of Voice Live v1', () => {
  const moved = (session: unknown, answerer: object = { model: 'gpt-realtime' }) => sent(session, answerer)
  const nested = (path: string, value: unknown) => changed({ type: 'realtime' }, path.split('.'), () => value)
  const carried = (
    path: string,
    value: unknown,
    at: string,
    sent: unknown = value,
    beside: readonly [string, unknown] | [] = [],
  ) => [path, value, at, sent, beside] as const
  const azure = ['audio.output.voice', 'en-US-AvaNeural'] as const

  test.each([
    carried('output_modalities', ['audio'], 'modalities', ['text', 'audio']),
    carried('output_modalities', ['text'], 'modalities'),
    carried('max_output_tokens', 200, 'max_response_output_tokens'),
    carried('audio.input.format', { type: 'audio/pcm', rate: 24_000 }, 'input_audio_format', 'pcm16'),
    carried('audio.input.turn_detection', { type: 'server_vad', idle_timeout_ms: 6000 }, 'turn_detection'),
    carried('audio.input.transcription', { model: 'whisper-1', language: 'en' }, 'input_audio_transcription'),
    carried('audio.input.noise_reduction', { type: 'far_field' }, 'input_audio_noise_reduction'),
    carried('audio.input.noise_reduction', null, 'input_audio_noise_reduction'),
    carried('audio.input.echo_cancellation', { type: 'server_echo_cancellation' }, 'input_audio_echo_cancellation'),
    carried('audio.output.format', { type: 'audio/pcm', rate: 24_000 }, 'output_audio_format', 'pcm16'),
    carried('audio.output.voice', 'marin', 'voice', { type: 'openai', name: 'marin' }),
    carried('audio.output.speed', 1.25, 'voice.rate', '1.25', azure),
    carried('audio.output.voice_temperature', 0.4, 'voice.temperature', 0.4, azure),
    carried('audio.output.voice_locale', 'en-GB', 'voice.locale', 'en-GB', azure),
    carried('audio.output.style', 'chat', 'voice.style', 'chat', azure),
    carried('audio.output.output_audio_timestamp_types', ['word'], 'output_audio_timestamp_types', ['word'], azure),
  ])('has %s %j at %s', (path, value, at, sent, [other, besides]) => {
    const whole = nested(path, value)
    const session = other === undefined ? whole : changed(whole, other.split('.'), () => besides)
    const result = moved(session)
    expect(valueAt(result.sent, at.split('.'))).toEqual(sent)
    expect(result.differences.filter(({ kind }) => kind === 'lost')).toEqual([])
    expect(result.differences.filter(({ path: said }) => said.startsWith(`session.${path}`))).not.toEqual([])
  })

  test.each([
    ['audio.output.voice', { id: 'voice_1' }, 'voice.id: is a voice that was made at OpenAI'],
    ['audio.output.voice', 'nobody', 'voice: is nobody, which is no name of a voice'],
    ['audio.output.speed', 1.25, 'speed: is for a voice, and none is named'],
    ['audio.output.format', { type: 'audio/pcmu' }, 'format.type: is g711_ulaw, but the page plays pcm16'],
    ['audio.input.format', { type: 'audio/pcm', channels: 2 }, 'format.channels: has no place in a session'],
    ['audio.input.transcription', { model: 'whisper-1', delay: 'low' }, 'transcription.delay: is not known'],
    ['audio.input.turn_detection', null, 'turn_detection: is off'],
    ['audio.input.beam', { forming: [1] }, 'beam.forming: has no place in a session'],
    ['tracing', 'auto', 'tracing: has no place in a session'],
    ['prompt', { id: 'pmpt_1' }, 'prompt: is kept at OpenAI'],
  ])('loses %s %j by name', (path, value, sentence) => {
    const lost = moved(nested(path, value)).differences.filter(({ kind }) => kind === 'lost')
    expect(lost.map((one) => `${one.path}: ${one.says}`)).toEqual([expect.stringContaining(sentence)])
    expect(lost[0]?.path).toContain(`session.${path}`)
  })

  test('keeps its greeting, and the flat fields that stand beside the nested ones', () => {
    const { profile, differences } = moved({
      type: 'realtime',
      greeting: { type: 'template', text: 'Hello.' },
      voice: 'en-US-AvaNeural',
      audio: { output: { voice: 'marin' } },
    })
    expect(profile).toMatchObject({ greeting: { text: 'Hello.' }, session: { voice: 'en-US-AvaNeural' } })
    expect(differences).toContainEqual(
      expect.objectContaining({
        path: 'session.audio.output.voice',
        kind: 'lost',
        says: expect.stringContaining('session.voice'),
      }),
    )
  })

  test('takes the same tools in its own words', () => {
    const server = { type: 'mcp', server_label: 'crm', server_url: 'https://crm.example' }
    const only = { tool_names: ['find'] }
    const { sent } = moved({
      type: 'realtime',
      tools: [{ ...server, allowed_tools: only, require_approval: { never: only } }],
    })
    expect(sent).toMatchObject({
      tools: [{ ...server, allowed_tools: ['find'], require_approval: { never: ['find'] } }],
    })
  })

  const fields: readonly (readonly [path: string, values: readonly unknown[]])[] = [
    ['instructions', ['Be brief.', 5]],
    ['output_modalities', [['audio'], ['text'], 'audio', ['video']]],
    ['max_output_tokens', [100, 'inf', '100', 1e6]],
    ['reasoning.effort', ['low', 'wild']],
    ['reasoning.summary', ['auto']],
    [
      'audio.input.format',
      [{ type: 'audio/pcm', rate: 24_000 }, { type: 'audio/pcm', rate: 16_000 }, 'pcm16', { rate: 8 }],
    ],
    [
      'audio.input.turn_detection',
      [null, { type: 'semantic_vad' }, { type: 'server_vad', silenceDurationMs: 5 }, { odd: 1 }],
    ],
    ['audio.input.transcription', [null, { model: 'whisper-1' }, { model: 'azure-speech', delay: 1 }, {}]],
    ['audio.input.noise_reduction', [null, { type: 'near_field' }, { type: 'azure_deep_noise_suppression' }]],
    ['audio.input.odd', [1, { a: [2] }]],
    [
      'audio.output.format',
      [{ type: 'audio/pcm', rate: 24_000 }, { type: 'audio/pcma' }, { type: 'audio/pcm', rate: 8000 }],
    ],
    ['audio.output.voice', ['marin', 'en-US-AvaNeural', 'nobody', { id: 'x' }, { type: 'openai', name: 'ash' }, 3]],
    ['audio.output.speed', [1, 1.2, 'fast']],
    ['audio.output.voice_type', ['openai', 'azure-standard', 'azure-custom', 'none']],
    ['audio.output.style', ['chat']],
    ['audio.output.odd', [{ a: 1 }]],
    [
      'greeting',
      [
        { type: 'template', text: 'Hi.' },
        { type: 'llm_generated', prompt: 'Greet.', tool_choice: 'none' },
      ],
    ],
    ['tracing', ['auto', null]],
    ['truncation', ['auto']],
    ['voice', ['alloy']],
    ['turn_detection', [{ type: 'server_vad' }]],
  ]

  test('is carried, moved or lost by name, field by field', () => {
    const one = fc.constantFrom(...fields.flatMap(([path, values]) => values.map((value) => [path, value] as const)))
    const answerers = fc.constantFrom(...['gpt-4.1', 'gpt-realtime', 'gpt-5'].map((model) => ({ model })), {
      agent: { name: 'a', project: 'p' },
    })
    const within = (path: string, outer: string) => path === outer || path.startsWith(`${outer}.`)
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ([path]) => path, maxLength: 9 }), answerers, (chosen, answerer) => {
        const session = chosen.reduce<unknown>((rest, [path, value]) => changed(rest, path.split('.'), () => value), {
          type: 'realtime',
        })
        const { sent, profile, differences } = moved(session, answerer)
        for (const [path, value] of chosen.flatMap(([path, value]) => leavesOf(`session.${path}`, value))) {
          const told = differences.filter(
            (difference) => within(path, difference.path) || within(difference.path, path),
          )
          if (told.length === 0) expect(valueAt({ session: sent }, path.split('.')), path).toEqual(value)
          for (const { says } of told) {
            const [, place = ''] = /^is ((?:session|greeting)[\w.]*) here/.exec(says) ?? []
            if (place !== '')
              expect(valueAt({ ...profile, session: sent }, place.split('.')), `${path}: ${says}`).toBeDefined()
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})

const leavesOf = (path: string, value: unknown): readonly (readonly [string, unknown])[] =>
  isFields(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(`${path}.${key}`, inner))
    : [[path, value]]

describe('a file', () => {
  const update = { type: 'session.update', session: { instructions: 'x' } }
  const json = JSON.stringify(update)

  test.each([
    ['a list of events', JSON.stringify([{ type: 'session.created', session: { voice: 'alloy' } }, update])],
    [
      'events in lines',
      `{"type":"session.created","session":{"voice":"alloy"}}\n${json}\n{"type":"response.create"}\n`,
    ],
    ['lines of a log', `12:00 INFO connected\n12:01 DEBUG > ${json}\n12:02 {half`],
    [
      'what a browser saves of its network',
      JSON.stringify({ log: { entries: [{ _webSocketMessages: [{ data: json }] }] } }),
    ],
    ['an event that wraps it', JSON.stringify({ type: 'log', payload: update })],
  ])('of %s has the session.update in it', (_what, text) => {
    const read = readPayload(text)
    const result =
      typeof read === 'string'
        ? read
        : importSession(read.json, { name: 'wild', answerer: { model: 'gpt-4.1' }, tools })
    expect(result).toMatchObject({ profile: { session: { instructions: 'x' } }, notes: [] })
  })

  test('of several has what the first says, and names what a later one changes', () => {
    const later = { type: 'session.update', session: { instructions: 'y', voice: 'en-US-AvaNeural' } }
    const result = importSession([update, later], { name: 'wild', answerer: { model: 'gpt-4.1' }, tools })
    expect(result).toMatchObject({
      profile: { session: { instructions: 'x', voice: 'en-US-AvaNeural' } },
      notes: [expect.stringContaining('There are 2 events session.update')],
    })
    expect(result).toHaveProperty(
      'differences',
      expect.arrayContaining([
        expect.objectContaining({ path: 'session.instructions', says: expect.stringContaining('changed by a later') }),
      ]),
    )
  })

  test('with what the service answered says so', () => {
    const result = importSession(
      { type: 'session.updated', session: { instructions: 'x' } },
      { name: 'wild', answerer: { model: 'gpt-4.1' }, tools },
    )
    expect(result).toMatchObject({ notes: [expect.stringContaining('(session.updated), with its defaults')] })
  })

  test('that has more beside the session names it', () => {
    const result = importSession(
      { expires_after: 1, session: { instructions: 'x' } },
      { name: 'wild', answerer: { model: 'gpt-4.1' }, tools },
    )
    expect(result).toHaveProperty(
      'differences',
      expect.arrayContaining([{ path: 'expires_after', kind: 'lost', says: 'stands beside the session' }]),
    )
  })

  test.each(['{ type: "session.update", session: {} }', '<html>', '', '{"authorization": Bearer s3cret}'])(
    'that is no JSON (%j) is told, without its text',
    (text) => {
      expect(readPayload(text)).toMatch(/^is not valid JSON: (line 1 does not fit|it is empty).*\.$/)
      expect(readPayload(text)).not.toContain('s3cret')
    },
  )
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

  test.each([
    ['mine', { model: 'mine', byom: 'byom-azure-openai-realtime' }],
    ['gpt-realtime', { model: 'gpt-realtime' }],
  ])('of Azure OpenAI has a deployment for a model, or a model: %s', (model, fields) => {
    expect(answererOf(`wss://lab.openai.azure.com/openai/v1/realtime?model=${model}`)).toEqual({ fields, lost: [] })
  })

  test('says what a profile has no place for', () => {
    expect(answererOf('wss://lab.example/?model=x&conversation-id=7')).toMatchObject({
      lost: [expect.stringContaining('conversation-id')],
    })
    expect(answererOf('wss://lab.example/?agent-name=shop')).toContain('without its agent-project-name')
    expect(answererOf('lab.example')).toContain('The address must be')
  })
})
