/** Loads the agent that the environment chooses: file, variables, references, defaults and compatibility, in this order. */

import type { Tool } from '../tools/tool.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { isBefore, january } from './api-version.ts'
import { findNotes, findProblems } from './compatibility.ts'
import type { Environment } from './environment.ts'
import { applyEnvironment, readVariable } from './environment.ts'
import { forgive } from './forgive.ts'
import { greetingResponse } from './greeting.ts'
import { familyOfProfile, takesAudio } from './models.ts'
import { type ProfileFile, readProfileFile, schemaNote } from './profile-file.ts'
import { queryOf } from './query.ts'
import { fillReferences } from './references.ts'
import { type AgentProfile, agentProfile, type Limits, type UserMayChange } from './schema.ts'
import { sentencesFor } from './sentences.ts'
import type { ServiceFacts, Setup } from './setup.ts'
import { toSession, voiceOf } from './to-session.ts'

/** All that a call needs of its agent. */
export type Agent = Readonly<{
  /** name of its file, without `.json` */
  id: string
  name: string
  /** query parameters that choose the model or the Foundry agent */
  query: Readonly<Record<string, string>>
  /** the whole session, as `session.update` sends it */
  session: RequestSession
  /** what to ask for first, if the agent speaks first */
  greeting: ResponseCreateParams | undefined
  tools: readonly Tool[]
  limits: Limits
  offers: UserMayChange
  /** whether the service reads a given text out, as it is; otherwise the model is asked to say it */
  readsOut: boolean
  /** values that must never be printed */
  secrets: readonly string[]
}>

/** What was read, for those who explain it; without problems, `agent` is fit for calls. */
export type Reading = Readonly<{
  agent: Agent
  setup: Setup
  path: string
  origins: ReadonlyMap<string, string>
  secrets: ReadonlyMap<string, string>
  notes: readonly string[]
  problems: readonly string[]
}>

export type LoadOptions = Readonly<{
  env: Environment
  service: ServiceFacts
  /** every tool that this server has */
  tools: readonly Tool[]
  /** names of tools that are there and cannot be used, which is told elsewhere */
  unread?: readonly string[]
  /** where agents are, the first first */
  folders: readonly string[]
}>

/** The agent of a server that is told nothing: the lab's. */
const DEFAULT_PROFILE = 'general-assistant'

/** Reads the profile that AGENT_PROFILE chooses. Never throws; without a file that can be understood there are problems only. */
export function loadAgent({ folders, ...options }: LoadOptions): Reading | readonly string[] {
  const choice = readVariable(options.env, 'AGENT_PROFILE')
  const file = readProfileFile(choice ?? DEFAULT_PROFILE, folders)
  if (typeof file === 'string') return [file]
  const reading = choice === undefined ? understandProfile(file, options) : understandChosen(file, options)
  if (!('agent' in reading)) return reading
  const note = schemaNote(file, folders)
  return {
    ...reading,
    notes: [...reading.notes, ...(note === undefined ? [] : [`Agent profile ${file.name}: ${note}`])],
    origins: choice === undefined ? reading.origins : new Map([...reading.origins, ['profile', 'AGENT_PROFILE']]),
  }
}

/** Variables that may be left over from another profile: what was chosen by name comes before them. */
const leftOvers = [['VOICE_LIVE_MODEL', 'VOICE_LIVE_PROFILE'], ['VOICE_LIVE_VOICE']] as const

/** A profile that was asked for by name goes without a model or a voice that it cannot work with, and says so. */
function understandChosen(file: ProfileFile, options: Omit<LoadOptions, 'folders'>): Reading | readonly string[] {
  const reading = understandProfile(file, options)
  if (!('agent' in reading) || reading.problems.length === 0) return reading
  for (const names of [...leftOvers, leftOvers.flat()]) {
    const given = names.filter((name) => readVariable(options.env, name) !== undefined)
    const env = { ...options.env, ...Object.fromEntries(given.map((name) => [name, undefined])) }
    const other = given.length > 0 ? understandProfile(file, { ...options, env }) : []
    if ('agent' in other && other.problems.length === 0) {
      const why = reading.problems.map((problem) => problem.replace(`Agent profile ${file.name}: `, '')).join(' ')
      const is = given.length > 1 ? 'are' : 'is'
      const note = `Agent profile ${file.name}: ${given.join(' and ')} ${is} ignored, for with ${given.length > 1 ? 'them' : 'it'} this profile cannot work: ${why}`
      return { ...other, notes: [...other.notes, note] }
    }
  }
  return reading
}

/** What a profile comes to in an environment. */
export function understandProfile(
  { name, path, json: asWritten }: ProfileFile,
  { env, service, tools, unread = [] }: Omit<LoadOptions, 'folders'>,
): Reading | readonly string[] {
  const about = (sentence: string): string => `Agent profile ${name}: ${sentence}`
  const { json, notes } = forgive(asWritten)
  const written = agentProfile.safeParse(json)
  if (!written.success) return sentencesFor(written.error.issues, json).map(about)
  const filled = fillReferences(json, env)
  const complete = agentProfile.safeParse(filled.value)
  if (!complete.success) return sentencesFor(complete.error.issues, filled.value).map(about)
  const overridden = applyEnvironment(complete.data, env)

  const setup = setUp({ ...overridden, written: written.data, service, tools, unread })
  return {
    agent: agentOf(name, setup, tools, [...filled.secrets.values()]),
    setup,
    path,
    origins: overridden.origins,
    secrets: filled.secrets,
    notes: [...notes, ...overridden.notes, ...findNotes(setup)].map(about),
    problems: [...overridden.problems, ...filled.problems, ...findProblems(setup)].map(about),
  }
}

type Parts = Readonly<{
  profile: AgentProfile
  written: AgentProfile
  origins: ReadonlyMap<string, string>
  service: ServiceFacts
  tools: readonly Tool[]
  unread: readonly string[]
}>

function setUp({ profile, written, origins, service, tools, unread }: Parts): Setup {
  const definitions = chosenTools(profile, tools).map(({ definition }) => definition)
  return {
    profile,
    written,
    session: toSession(profile, definitions, service.apiVersion),
    voice: voiceOf(profile),
    family: familyOfProfile(profile),
    service,
    toolNames: [...tools.map(({ name }) => name), ...unread],
    nameOf: (path) => origins.get(path) ?? path,
    answerer: answererOf(profile, origins.get('model')),
  }
}

/** In the order of the profile. */
const chosenTools = (profile: AgentProfile, tools: readonly Tool[]): readonly Tool[] =>
  (profile.tools ?? []).flatMap((named) => tools.find(({ name }) => name === named) ?? [])

function answererOf({ agent, model, byom }: AgentProfile, variable: string | undefined): string {
  if (agent) return `the Foundry agent ${agent.name}`
  const name = byom === undefined ? `${model}` : `your deployment ${model}`
  return variable === undefined ? name : `${name} (${variable})`
}

function agentOf(
  id: string,
  { profile, session, service, family }: Setup,
  tools: readonly Tool[],
  secrets: readonly string[],
): Agent {
  return {
    id,
    name: profile.name,
    query: queryOf(profile),
    session,
    greeting: greetingResponse(profile.greeting, session),
    tools: chosenTools(profile, tools),
    limits: profile.limits ?? {},
    offers: profile.talker_may_change ?? {},
    // A model that hears and is told no voice speaks with one that cannot.
    readsOut: !isBefore(service.apiVersion, january) && (session.voice !== undefined || !takesAudio(family)),
    secrets,
  }
}
