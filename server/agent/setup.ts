/** A whole configuration as the compatibility rules look at it, and what a rule is. */

import type { RequestSession } from '../voicelive/session.ts'
import type { Family } from './models.ts'
import type { AgentProfile } from './schema.ts'
import type { VoiceObject } from './voices.ts'

/** What the rules must know of the service that is configured. `none`: the emulator, which asks for no credential. */
export type ServiceFacts = Readonly<{ apiVersion: string; credential: 'key' | 'entra' | 'none' }>

export type Setup = Readonly<{
  /** as it counts: variables applied, references filled in */
  profile: AgentProfile
  /** as it is in the file: here a reference is still a reference */
  written: AgentProfile
  session: RequestSession
  voice: VoiceObject
  family: Family
  service: ServiceFacts
  /** names of the tools that this server has */
  toolNames: readonly string[]
  /** how to call a setting: its path, or the variable that set it */
  nameOf: (path: string) => string
  /** how to call who answers: `gpt-4o`, or `the Foundry agent x` */
  answerer: string
}>

/** Where a rule comes from: the docs or SDK of the service, what it was seen to refuse, what the page does, or how this server works. */
export type Source = 'docs' | 'seen' | 'page' | 'server'

/** A row of the compatibility table. */
export type Rule = Readonly<{
  /** what must hold, for people */
  rule: string
  source: Source
  /** one sentence for each breach, with its fix */
  breaches: (setup: Setup) => readonly string[]
}>

/** A breach if `broken` says something. */
export const row = (rule: string, source: Source, broken: (setup: Setup) => string | undefined): Rule => ({
  rule,
  source,
  breaches: (setup) => {
    const sentence = broken(setup)
    return sentence === undefined ? [] : [sentence]
  },
})
