/** Rules about the api-version: what came later than the one that is set. */

import type { Rule, Setup } from '../setup.ts'

type Feature = readonly [path: string, since: string, isUsed: (setup: Setup) => boolean]

/** Protocol reference 1.2. A preview comes before the version of the same day. */
const features: readonly Feature[] = [
  ['session.interim_response', '2026-01-01-preview', ({ session }) => session.interim_response != null],
  ['session.reasoning_effort', '2026-01-01-preview', ({ session }) => session.reasoning_effort !== undefined],
  ['greeting.text', '2026-01-01-preview', ({ profile }) => profile.greeting?.text !== undefined],
  ['session.turn_detection.auto_truncate', '2026-01-01-preview', truncatesItself],
  ['session.voice', '2026-01-01-preview', ({ voice }) => voice.type === 'openai' && /^(marin|cedar)$/.test(voice.name)],
  ['agent', '2026-04-10', ({ profile }) => profile.agent !== undefined],
  ['mcp_servers', '2026-04-10', ({ profile }) => (profile.mcp_servers ?? []).length > 0],
  ['session.include', '2026-04-10', ({ session }) => session.include != null],
  ['session.metadata', '2026-04-10', ({ session }) => session.metadata !== undefined],
  ['session.voice', '2026-06-01-preview', ({ voice }) => voice.type === 'azure-realtime-native'],
  ['session.parallel_tool_calls', '2026-06-01-preview', ({ session }) => session.parallel_tool_calls !== undefined],
]

function truncatesItself({ session: { turn_detection: detection } }: Setup): boolean {
  return detection != null && 'auto_truncate' in detection && detection.auto_truncate === true
}

const dayOf = (version: string): string => version.slice(0, '2026-01-01'.length)

export const versionRules: readonly Rule[] = features.map(([path, since, isUsed]) => ({
  rule: `${path} needs api-version ${since} or later.`,
  source: '1.2',
  breaches: (setup) =>
    isUsed(setup) && dayOf(setup.service.apiVersion) < dayOf(since)
      ? [
          `${setup.nameOf(path)} needs api-version ${since} or later; AZURE_VOICE_LIVE_API_VERSION is ${setup.service.apiVersion}: raise it, or leave it out for the newest.`,
        ]
      : [],
}))
