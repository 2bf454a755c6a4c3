/** What a wrong combination is: a profile, the sentence it gives, and the profile after the advice was followed. */

import type { Environment } from '../../../../../server/agent/environment.ts'
import type { ServiceFacts } from '../../../../../server/agent/setup.ts'

export type Case = Readonly<{
  what: string
  profile: object
  env?: Environment
  service?: ServiceFacts
  sentence: string
  mended: object
}>

export const gpt41 = (session: object, rest: object = {}) => ({ name: 'Test', model: 'gpt-4.1', session, ...rest })
export const realtime = (session: object, rest: object = {}) => ({
  name: 'Test',
  model: 'gpt-realtime',
  session,
  ...rest,
})
export const foundry = (rest: object) => ({ name: 'Test', agent: { name: 'shop', project: 'demo' }, ...rest })
export const crm = { type: 'mcp', server_label: 'crm', server_url: 'https://crm.example/mcp' }
