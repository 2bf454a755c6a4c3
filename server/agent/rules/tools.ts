/** Rules about tools: those of this server, and MCP servers with their secrets. */

import { didYouMean } from '../../text/nearest.ts'
import { takesAudio } from '../models.ts'
import { hasReference } from '../references.ts'
import type { AgentProfile } from '../schema.ts'
import { type Rule, row } from '../setup.ts'

const secretHeader = /auth|key|token|secret|password|cookie|credential/i

/** Whether an address has a password in it, or a query that signs in. */
function signsIn(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return (
    url !== undefined && (url.password !== '' || [...url.searchParams.keys()].some((name) => secretHeader.test(name)))
  )
}

const repeated = (words: readonly string[]): string | undefined => words.find((word, at) => words.indexOf(word) !== at)

const namesOf = ({ tools = [] }: AgentProfile): readonly string[] => tools.filter((tool) => typeof tool === 'string')

export const toolRules: readonly Rule[] = [
  {
    rule: 'Tools are tools of this server.',
    source: 'server',
    breaches: ({ profile, toolNames }) =>
      namesOf(profile)
        .filter((name) => !toolNames.includes(name))
        .map((name) => {
          const hint = didYouMean(name, toolNames, `there are ${toolNames.join(', ')}.`)
          return `tools names ${name}, and no file in tools has that name; ${hint}`
        }),
  },
  row('Every tool is named once.', 'server', ({ profile }) => {
    const agents = (profile.tools ?? []).flatMap((tool) => (typeof tool === 'object' ? [tool.agent_name] : []))
    const twice = repeated(namesOf(profile)) ?? repeated(agents)
    return twice === undefined ? undefined : `tools names ${twice} twice; remove one.`
  }),
  row('A forced function is one of the tools, and the model is none that hears.', 'docs', (setup) => {
    const choice = setup.session.tool_choice
    const name = setup.nameOf('session.tool_choice')
    if (typeof choice !== 'object' || choice === null) return undefined
    if (takesAudio(setup.family))
      return `${name} names one function, which ${setup.answerer} ignores; set it to auto, none or required.`
    return namesOf(setup.profile).includes(choice.name)
      ? undefined
      : `${name} names ${choice.name}, which is not among tools; add it there.`
  }),
  row('Required tools exist.', 'docs', ({ session, nameOf }) =>
    session.tool_choice === 'required' && (session.tools ?? []).length === 0
      ? `${nameOf('session.tool_choice')} is required, and there are no tools; add some, or set it to auto.`
      : undefined,
  ),
  row('phi models take no MCP servers.', 'docs', ({ profile, answerer }) =>
    profile.model?.startsWith('phi') && (profile.mcp_servers ?? []).length > 0
      ? `mcp_servers cannot be used with ${answerer}; remove them, or choose a model such as gpt-4.1.`
      : undefined,
  ),
  row('Every MCP server has its own label.', 'docs', ({ profile }) => {
    const twice = repeated((profile.mcp_servers ?? []).map((server) => server.server_label))
    return twice === undefined ? undefined : `mcp_servers has the label ${twice} twice; rename one.`
  }),
  {
    rule: 'An MCP server has a label, and approvals for never and always.',
    source: 'docs',
    breaches: ({ profile }) =>
      (profile.mcp_servers ?? []).flatMap(({ server_label: label, require_approval: approval }, at) => [
        ...(label.trim() === '' ? [`mcp_servers.${at}.server_label is empty; give it a name, such as crm.`] : []),
        ...Object.keys(typeof approval === 'object' ? approval : {})
          .filter((key) => key !== 'never' && key !== 'always')
          .map((key) => `mcp_servers.${at}.require_approval.${key} is not known; use never or always.`),
      ]),
  },
  {
    rule: 'MCP servers are reached by https.',
    source: 'docs',
    breaches: ({ profile }) =>
      (profile.mcp_servers ?? []).flatMap(({ server_url: url }, at) =>
        URL.canParse(url) && new URL(url).protocol === 'https:'
          ? []
          : [`mcp_servers.${at}.server_url must be an address that begins with https://, for the service calls it.`],
      ),
  },
  {
    rule: 'Secrets are not in the file.',
    source: 'server',
    breaches: ({ written }) =>
      (written.mcp_servers ?? []).flatMap(({ authorization, headers, server_url: url }, at) =>
        [
          ['server_url', signsIn(url) ? url : undefined] as const,
          ['authorization', authorization] as const,
          ...Object.entries(headers ?? {})
            .filter(([header]) => secretHeader.test(header))
            .map(([header, value]) => [`headers.${header}`, value] as const),
        ]
          .filter(([, value]) => value !== undefined && !hasReference(value))
          .map(
            ([field]) =>
              `mcp_servers.${at}.${field} holds a secret; put it into an environment variable, and its name, in capitals, here: \${NAME}.`,
          ),
      ),
  },
]
