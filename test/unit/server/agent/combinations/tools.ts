/** Wrong combinations: tools and MCP servers. */

import { type Case, crm, gpt41, realtime } from './case.ts'

const shop = { type: 'foundry_agent', agent_name: 'shop', project_name: 'demo' }

export const tools: readonly Case[] = [
  {
    what: 'a tool that does not exist',
    profile: realtime({}, { tools: ['calculator'] }),
    sentence: 'tools names calculator, and no file in tools has that name; did you mean calculate?',
    mended: realtime({}, { tools: ['calculate'] }),
  },
  {
    what: 'a forced function that is no tool',
    profile: gpt41({ tool_choice: { type: 'function', name: 'calculate' } }),
    sentence: 'session.tool_choice names calculate, which is not among tools; add it there.',
    mended: gpt41({ tool_choice: { type: 'function', name: 'calculate' } }, { tools: ['calculate'] }),
  },
  {
    what: 'MCP servers for a phi model',
    profile: { name: 'Test', model: 'phi4-mm-realtime', mcp_servers: [crm] },
    sentence: 'mcp_servers cannot be used with phi4-mm-realtime; remove them, or choose a model such as gpt-4.1.',
    mended: gpt41({}, { mcp_servers: [crm] }),
  },
  {
    what: 'an MCP server without encryption',
    profile: gpt41({}, { mcp_servers: [{ ...crm, server_url: 'http://crm.example/mcp' }] }),
    sentence: 'mcp_servers.0.server_url must be an address that begins with https://, for the service calls it.',
    mended: gpt41({}, { mcp_servers: [crm] }),
  },
  {
    what: 'a secret in the file',
    profile: gpt41({}, { mcp_servers: [{ ...crm, headers: { 'x-api-key': 'abc123', 'x-tenant': 'demo' } }] }),
    sentence:
      'mcp_servers.0.headers.x-api-key holds a secret; put it into an environment variable, and its name, in capitals, here: ${' +
      'NAME}.',
    mended: gpt41({}, { mcp_servers: [{ ...crm, headers: { 'x-tenant': 'demo' } }] }),
  },
  {
    what: 'a secret in an address',
    profile: gpt41({}, { mcp_servers: [{ ...crm, server_url: 'https://crm.example/mcp?api_key=abc123' }] }),
    sentence:
      'mcp_servers.0.server_url holds a secret; put it into an environment variable, and its name, in capitals, here: ${' +
      'NAME}.',
    mended: gpt41({}, { mcp_servers: [{ ...crm, server_url: 'https://crm.example/mcp?tenant=demo' }] }),
  },
  {
    what: 'an approval that is none',
    profile: gpt41({}, { mcp_servers: [{ ...crm, require_approval: { nver: ['find_customer'] } }] }),
    sentence: 'mcp_servers.0.require_approval.nver is not known; use never or always.',
    mended: gpt41({}, { mcp_servers: [{ ...crm, require_approval: { never: ['find_customer'] } }] }),
  },
  {
    what: 'an MCP server without a name',
    profile: gpt41({}, { mcp_servers: [{ ...crm, server_label: ' ' }] }),
    sentence: 'mcp_servers.0.server_label is empty; give it a name, such as crm.',
    mended: gpt41({}, { mcp_servers: [crm] }),
  },
  {
    what: 'a Foundry agent twice',
    profile: gpt41({}, { tools: [shop, shop] }),
    sentence: 'tools names shop twice; remove one.',
    mended: gpt41({}, { tools: [shop] }),
  },
  {
    what: 'a reference to a variable that is not set',
    profile: gpt41({}, { mcp_servers: [{ ...crm, authorization: 'Bearer $' + '{CRM_TOKEN}' }] }),
    sentence: 'mcp_servers.0.authorization takes its value from the environment variable CRM_TOKEN; set it.',
    mended: gpt41({}, { mcp_servers: [crm] }),
  },
  {
    what: 'a tool twice',
    profile: gpt41({}, { tools: ['calculate', 'calculate'] }),
    sentence: 'tools names calculate twice; remove one.',
    mended: gpt41({}, { tools: ['calculate'] }),
  },
  {
    what: 'a forced function for a model that hears',
    profile: realtime({ tool_choice: { type: 'function', name: 'calculate' } }, { tools: ['calculate'] }),
    sentence: 'session.tool_choice names one function, which gpt-realtime ignores; set it to auto, none or required.',
    mended: realtime({ tool_choice: 'required' }, { tools: ['calculate'] }),
  },
  {
    what: 'required tools that are not there',
    profile: gpt41({ tool_choice: 'required' }),
    sentence: 'session.tool_choice is required, and there are no tools; add some, or set it to auto.',
    mended: gpt41({ tool_choice: 'auto' }),
  },
  {
    what: 'two MCP servers of one label',
    profile: gpt41({}, { mcp_servers: [crm, crm] }),
    sentence: 'mcp_servers has the label crm twice; rename one.',
    mended: gpt41({}, { mcp_servers: [crm, { ...crm, server_label: 'stock' }] }),
  },
]
