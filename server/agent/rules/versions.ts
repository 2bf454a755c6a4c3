/** Rules about the api-version: what came later than the one that is set. */

import { isBefore, january, NEWEST_API_VERSION } from '../api-version.ts'
import { type Rule, row, type Setup } from '../setup.ts'

type Feature = Readonly<{ path: string; what?: string; since: string; isUsed: (setup: Setup) => boolean }>

const april = '2026-04-10'
const june = '2026-06-01-preview'

/** Protocol reference 1.2. */
const features: readonly Feature[] = [
  { path: 'session.interim_response', since: january, isUsed: ({ session }) => session.interim_response != null },
  { path: 'session.reasoning_effort', since: january, isUsed: ({ session }) => session.reasoning_effort !== undefined },
  { path: 'greeting.text', since: january, isUsed: ({ profile }) => profile.greeting?.text !== undefined },
  { path: 'session.turn_detection.auto_truncate', since: january, isUsed: truncatesItself },
  {
    path: 'session.voice',
    what: 'marin or cedar',
    since: january,
    isUsed: ({ voice }) => voice.type === 'openai' && /^(marin|cedar)$/.test(voice.name),
  },
  { path: 'agent', since: april, isUsed: ({ profile }) => profile.agent !== undefined },
  { path: 'mcp_servers', since: april, isUsed: ({ profile }) => (profile.mcp_servers ?? []).length > 0 },
  { path: 'session.include', since: april, isUsed: ({ session }) => session.include != null },
  { path: 'session.metadata', since: april, isUsed: ({ session }) => session.metadata !== undefined },
  {
    path: 'session.voice',
    what: 'a native voice',
    since: june,
    isUsed: ({ voice }) => voice.type === 'azure-realtime-native',
  },
  {
    path: 'session.parallel_tool_calls',
    since: june,
    isUsed: ({ session }) => session.parallel_tool_calls !== undefined,
  },
]

/** Protocol reference 1.2. Newer ones come without a release of this server. */
const known = ['2025-05-01-preview', '2025-10-01', january, april, june]

export const versionNotes: readonly Rule[] = [
  row('The api-version is one of Voice Live.', 'docs', ({ service: { apiVersion } }) =>
    known.includes(apiVersion) || !isBefore(apiVersion, NEWEST_API_VERSION)
      ? undefined
      : `AZURE_VOICE_LIVE_API_VERSION is ${apiVersion}, which is no version of Voice Live that is known here, and may be one of another API; leave it out for the newest.`,
  ),
]

function truncatesItself({ session: { turn_detection: detection } }: Setup): boolean {
  return detection != null && 'auto_truncate' in detection && detection.auto_truncate === true
}

export const versionRules: readonly Rule[] = features.map(({ path, what, since, isUsed }) => {
  const value = what === undefined ? '' : ` as ${what}`
  return {
    rule: `${path}${value} needs api-version ${since} or later.`,
    source: 'docs',
    breaches: (setup) =>
      isUsed(setup) && isBefore(setup.service.apiVersion, since)
        ? [
            `${setup.nameOf(path)}${value} needs api-version ${since} or later; AZURE_VOICE_LIVE_API_VERSION is ${setup.service.apiVersion}: raise it, or leave it out for the newest.`,
          ]
        : [],
  }
})
