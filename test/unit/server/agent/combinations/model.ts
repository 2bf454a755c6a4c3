/** Wrong combinations: who thinks. */

import { type Case, crm, foundry, gpt41, realtime } from './case.ts'

export const models: readonly Case[] = [
  {
    what: 'a model and an agent',
    profile: { name: 'Test', model: 'gpt-4.1', agent: { name: 'shop', project: 'demo' } },
    sentence:
      'model and agent exclude each other; remove model to talk with the Foundry agent, or agent to talk with the model.',
    mended: foundry({}),
  },
  {
    what: 'neither',
    profile: { name: 'Test' },
    sentence: 'model is missing; add one, such as gpt-realtime.',
    mended: realtime({}),
  },
  {
    what: 'a model that must be deployed',
    profile: { name: 'Test', model: 'gpt-5.5' },
    sentence:
      'model is gpt-5.5, which the service does not host; deploy it and set byom to byom-azure-openai-chat-completion.',
    mended: { name: 'Test', model: 'gpt-5.5', byom: 'byom-azure-openai-chat-completion' },
  },
  {
    what: 'an agent with instructions',
    profile: foundry({ session: { instructions: 'Be kind.' } }),
    sentence:
      'session.instructions cannot be set for the Foundry agent shop, which has its own; remove it and write them into the agent.',
    mended: foundry({ session: {} }),
  },
  {
    what: 'an agent with instructions from the environment',
    profile: foundry({}),
    env: { VOICE_LIVE_INSTRUCTIONS: 'Be kind.' },
    sentence:
      'VOICE_LIVE_INSTRUCTIONS cannot be set for the Foundry agent shop, which has its own; remove it and write them into the agent.',
    mended: realtime({}),
  },
  {
    what: 'an agent with our tools',
    profile: foundry({ tools: ['calculate'] }),
    sentence:
      'tools cannot be set for the Foundry agent shop, which has its own; remove them and give the agent its tools in Foundry.',
    mended: foundry({}),
  },
  {
    what: 'an agent with a temperature',
    profile: foundry({ session: { temperature: 0.8 } }),
    sentence:
      'session.temperature cannot be set for the Foundry agent shop, which has its own; remove it and set it in the agent.',
    mended: foundry({}),
  },
  {
    what: 'an agent whose greeting is generated',
    profile: foundry({ greeting: { instructions: 'Say hello.' } }),
    sentence: 'greeting.instructions cannot be given to the Foundry agent shop; use greeting.text.',
    mended: foundry({ greeting: { text: 'Hello.' } }),
  },
  {
    what: 'an agent reached with a key',
    profile: foundry({}),
    service: { apiVersion: '2026-07-15', credential: 'key' },
    sentence:
      'AZURE_VOICE_LIVE_API_KEY is set, but the Foundry agent shop accepts Entra only; unset the key and sign in.',
    mended: realtime({}),
  },
  {
    what: 'effort of a model that does not reason',
    profile: gpt41({ reasoning_effort: 'low' }),
    sentence:
      'session.reasoning_effort is for models that reason, and gpt-4.1 does not; remove it, or choose a model such as gpt-5.',
    mended: { name: 'Test', model: 'gpt-5', session: { reasoning_effort: 'low' } },
  },
  {
    what: 'effort of a model that hears',
    profile: realtime({ reasoning_effort: 'low' }),
    sentence:
      'session.reasoning_effort is for models that reason, and gpt-realtime does not; remove it, or choose a model such as gpt-5.',
    mended: realtime({}),
  },
  {
    what: 'a temperature for a model that reasons',
    profile: { name: 'Test', model: 'gpt-5-mini', session: { temperature: 0.8 } },
    sentence:
      'session.temperature is taken, and then every answer of gpt-5-mini fails, for it reasons; remove it, or choose a model such as gpt-4.1.',
    mended: gpt41({ temperature: 0.8 }),
  },
  {
    what: 'parallel tool calls of a model that makes none',
    profile: realtime({ parallel_tool_calls: true }),
    sentence: 'session.parallel_tool_calls is true, which gpt-realtime refuses; remove it.',
    mended: realtime({ parallel_tool_calls: false }),
  },
  {
    what: 'an agent as a deployment',
    profile: foundry({ byom: 'byom-azure-openai-realtime' }),
    sentence: 'byom is for models, and a Foundry agent brings its own; remove byom.',
    mended: foundry({}),
  },
  {
    what: 'an agent with MCP servers',
    profile: foundry({ mcp_servers: [crm] }),
    sentence:
      'mcp_servers cannot be set for the Foundry agent shop, which has its own; remove them and connect them to the agent in Foundry.',
    mended: foundry({}),
  },
  {
    what: 'an agent with a tool choice',
    profile: foundry({ session: { tool_choice: 'auto' } }),
    sentence: 'session.tool_choice cannot be set for the Foundry agent shop, which has its own; remove it.',
    mended: foundry({ session: {} }),
  },
  {
    what: 'a classic agent',
    profile: foundry({ agent: { name: 'asst_1', project: 'demo' } }),
    sentence:
      'agent.name is asst_1, the id of a classic agent, which this server cannot reach; give the name of an agent of the new Foundry Agent Service.',
    mended: foundry({}),
  },
  {
    what: 'a Foundry agent with its version in its name',
    profile: foundry({ agent: { name: 'shop:3', project: 'demo' } }),
    sentence: 'agent.name is shop:3, which has the version in it; set agent.name to shop and agent.version to 3.',
    mended: foundry({ agent: { name: 'shop', project: 'demo', version: '3' } }),
  },
  {
    what: 'the address of a Foundry project',
    profile: foundry({ agent: { name: 'shop', project: 'https://lab.services.ai.azure.com/api/projects/demo/' } }),
    sentence: 'agent.project is the address of a project; set it to its name, demo.',
    mended: foundry({}),
  },
  {
    what: 'the same, where a variable has it',
    profile: foundry({}),
    env: {
      AZURE_VOICELIVE_AGENT_ID: 'shop',
      AZURE_VOICELIVE_PROJECT_NAME: 'https://lab.services.ai.azure.com/api/projects/demo',
    },
    sentence: 'AZURE_VOICELIVE_PROJECT_NAME is the address of a project; set it to its name, demo.',
    mended: foundry({}),
  },
  {
    what: 'more metadata than the service takes',
    profile: gpt41({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key${index}`, ''])) }),
    sentence: 'session.metadata has 17 pairs, and the service takes 16; leave out some.',
    mended: gpt41({ metadata: { key: '' } }),
  },
  {
    what: 'metadata that is too long',
    profile: gpt41({ metadata: { team: 'x'.repeat(513) } }),
    sentence: 'session.metadata.team is too long: a key has at most 64 characters, and its text 512; shorten it.',
    mended: gpt41({ metadata: { team: 'x'.repeat(512) } }),
  },
]
