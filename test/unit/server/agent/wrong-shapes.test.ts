/** Profiles that are not written as profiles are: the sentence that each gives. */

import { describe, expect, test } from 'vitest'
import { problemsOf } from './understand.ts'

const model = { name: 'Test', model: 'gpt-4.1' }
const session = (fields: object) => ({ ...model, session: fields })

const cases: readonly (readonly [what: string, profile: unknown, ...sentences: string[]])[] = [
  ['no object at all', ['Test'], 'The profile must be an object, in { }.'],
  ['no name', { model: 'gpt-4.1' }, 'name is missing; add it.'],
  ['an empty name', { ...model, name: '' }, 'name must not be empty.'],
  [
    'a misspelt field of a session',
    session({ turn_detecton: { type: 'server_vad' } }),
    'session.turn_detecton is not known; did you mean turn_detection?',
  ],
  ['a misspelt field at the top', { ...model, gretting: {} }, 'gretting is not known; did you mean greeting?'],
  ['a field of the session at the top', { ...model, voice: 'alloy' }, 'voice belongs into session; move it there.'],
  [
    'a field of the top in the session',
    session({ tools: [] }),
    'session.tools belongs beside session, not into it; move it up.',
  ],
  [
    'an avatar',
    session({ avatar: { character: 'lisa' } }),
    'session.avatar cannot be set, for the page shows no avatar; remove it.',
  ],
  [
    'settings that change in the middle of a call',
    { ...model, phases: [] },
    'phases cannot be set, for an agent stays as it is through a call; remove it.',
  ],
  [
    'an option of another turn detection',
    session({ turn_detection: { type: 'server_vad', remove_filler_words: true } }),
    'session.turn_detection.remove_filler_words is no option of server_vad; set session.turn_detection.type to azure_semantic_vad, azure_semantic_vad_en or azure_semantic_vad_multilingual, or remove it.',
  ],
  [
    'a misspelt type of turn detection',
    session({ turn_detection: { type: 'azure_semantic_vat' } }),
    'session.turn_detection.type must be server_vad, azure_semantic_vad, azure_semantic_vad_en, azure_semantic_vad_multilingual, semantic_vad or none; did you mean azure_semantic_vad?',
  ],
  [
    'a custom voice without its endpoint',
    session({ voice: { type: 'azure-custom', name: 'en-US-OursNeural' } }),
    'session.voice.endpoint_id is missing; add it.',
  ],
  [
    'an OpenAI voice that does not exist',
    session({ voice: { type: 'openai', name: 'alloi' } }),
    'session.voice.name must be alloy, ash, ballad, coral, echo, sage, shimmer, verse, marin or cedar; did you mean alloy?',
  ],
  [
    'a number in place of text',
    session({ voice: { type: 'azure-standard', name: 'en-US-AvaNeural', rate: 1.1 } }),
    'session.voice.rate must be text, in quotes.',
  ],
  [
    'text in place of a number',
    session({ temperature: '0.8' }),
    'session.temperature must be a number, without quotes.',
  ],
  ['a temperature off the scale', session({ temperature: 3 }), 'session.temperature must be at most 2.'],
  [
    'a share of a millisecond',
    session({ turn_detection: { type: 'server_vad', silence_duration_ms: 0.5 } }),
    'session.turn_detection.silence_duration_ms must be a whole number.',
  ],
  ['a limit below any call', { ...model, limits: { max_minutes: 0 } }, 'limits.max_minutes must be at least 1.'],
  [
    'a misspelt field behind a choice of the user',
    {
      ...model,
      talker_may_change: { voice: { Ava: { type: 'azure-standard', name: 'en-US-AvaNeural', style_: 'sad' } } },
    },
    'talker_may_change.voice.Ava.style_ is not known; did you mean style?',
  ],
  [
    'an MCP server of the wrong type',
    { ...model, mcp_servers: [{ type: 'function', server_label: 'crm', server_url: 'https://crm.example' }] },
    'mcp_servers.0.type must be mcp.',
  ],
  [
    'a function as session.update has it',
    { ...model, tools: [{ type: 'function', name: 'roll_dice', parameters: {} }] },
    'tools.0 is a function, and each function is a module of its own: write tools/roll_dice.js, which has its description, parameters and run, and put its name here, in quotes.',
  ],
  [
    'an MCP server among the tools',
    { ...model, tools: ['calculate', { type: 'mcp', server_label: 'crm', server_url: 'https://crm.example' }] },
    'tools.1 is an MCP server; move it to mcp_servers.',
  ],
  [
    'a function as Chat Completions has it',
    { ...model, tools: [{ type: 'function', function: { name: 'roll_dice' } }] },
    'tools.0 is a function, and each function is a module of its own: write tools/roll_dice.js, which has its description, parameters and run, and put its name here, in quotes.',
  ],
  [
    'a function without its type',
    { ...model, tools: [{ name: 'roll_dice', parameters: {} }] },
    'tools.0 is a function, and each function is a module of its own: write tools/roll_dice.js, which has its description, parameters and run, and put its name here, in quotes.',
  ],
  [
    'a tool of another API',
    { ...model, tools: [{ type: 'web_search' }] },
    'tools.0 is of the type web_search, which no agent has here; remove it, or put the name of a tool here, in quotes.',
  ],
  [
    'text in place of an object',
    { ...model, greeting: 'Hello.', agent: 'shop' },
    'agent must be an object, in { }, with name, project, version, authentication_identity_client_id or foundry_resource_override.',
    'greeting must be an object, in { }, with text or instructions.',
  ],
  ['a name of blanks', { name: '  ', model: ' ' }, 'name must not be empty.', 'model must not be empty.'],
  [
    'a field that every object of JavaScript has',
    session({ constructor: 1 }),
    expect.stringMatching(/^session\.constructor is not known; /),
  ],
  [
    'a label that is too long',
    { ...model, talker_may_change: { rate: { ['x'.repeat(61)]: '+10%' } } },
    `talker_may_change.rate.${'x'.repeat(61)}: a label has at most 60 characters.`,
  ],
  ['a number among the tools', { ...model, tools: [7] }, 'tools.0 must be text, in quotes or an object, in { }.'],
  [
    'a word where a number or another word fits',
    session({ max_response_output_tokens: 'infinite' }),
    'session.max_response_output_tokens must be inf or a number, without quotes.',
  ],
  [
    'more tokens than an answer may have',
    session({ max_response_output_tokens: 9999 }),
    'session.max_response_output_tokens must be at most 4096.',
  ],
  [
    'no tokens at all',
    session({ max_response_output_tokens: 0 }),
    'session.max_response_output_tokens must be at least 1.',
  ],
  [
    'a misspelt word where an object fits as well',
    session({ tool_choice: 'require' }),
    'session.tool_choice must be auto, none, required or an object, in { }; did you mean required?',
  ],
  [
    'two mistakes at once',
    { nam: 'Test', model: 'gpt-4.1', tools: 'calculate' },
    'name is missing; add it.',
    'tools must be a list, in [ ].',
    'nam is not known; did you mean name?',
  ],
]

describe('a profile of the wrong shape', () => {
  test.each(cases)('%s', (_what, profile, ...sentences) => {
    expect(problemsOf(profile)).toEqual(sentences)
  })
})
