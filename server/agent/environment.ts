/** Lets variables win over a profile: those of the lab, so that a voice can be changed without touching a file. */

import { trimPasted } from '../config/pasted.ts'
import { type AgentProfile, byomProfile } from './schema.ts'
import { either } from './words.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The profile as it counts; `origins` says by path which variable set it. */
export type Overridden = Readonly<{
  profile: AgentProfile
  origins: ReadonlyMap<string, string>
  notes: readonly string[]
  problems: readonly string[]
}>

/** Variables that are empty count as absent, for App Service keeps emptied settings. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = trimPasted(env[name] ?? '')
  return value === '' ? undefined : value
}

/**
 * VOICE_LIVE_MODEL, VOICE_LIVE_VOICE and VOICE_LIVE_INSTRUCTIONS win; so does VOICE_LIVE_PROFILE, which says how a model of one's
 * own is called. A Foundry agent brings its own model, so it ignores those two: deployments always set a model.
 */
export function applyEnvironment(written: AgentProfile, env: Environment): Overridden {
  const [model, byom, voice, instructions] = [
    readVariable(env, 'VOICE_LIVE_MODEL'),
    readVariable(env, 'VOICE_LIVE_PROFILE'),
    readVariable(env, 'VOICE_LIVE_VOICE'),
    readVariable(env, 'VOICE_LIVE_INSTRUCTIONS'),
  ]
  const session = {
    ...written.session,
    ...(voice === undefined ? {} : { voice }),
    ...(instructions === undefined ? {} : { instructions }),
  }
  const origins = new Map<string, string>()
  if (voice !== undefined) origins.set('session.voice', 'VOICE_LIVE_VOICE')
  if (instructions !== undefined) origins.set('session.instructions', 'VOICE_LIVE_INSTRUCTIONS')
  const { agent } = written
  if (agent) {
    const ignored = [model && 'VOICE_LIVE_MODEL', byom && 'VOICE_LIVE_PROFILE'].filter((name) => name !== undefined)
    const notes = ignored.map((name) => `${name} is ignored: the Foundry agent ${agent.name} brings its own model.`)
    return { profile: { ...written, session }, origins, notes, problems: [] }
  }
  if (model !== undefined) origins.set('model', 'VOICE_LIVE_MODEL')
  if (byom !== undefined) origins.set('byom', 'VOICE_LIVE_PROFILE')
  const called = byomProfile.optional().safeParse(byom)
  const profile: AgentProfile = {
    ...written,
    ...(model === undefined ? {} : { model }),
    ...(called.data === undefined ? {} : { byom: called.data }),
    session,
  }
  return { profile, origins, notes: [], problems: called.success ? [] : [badByom] }
}

const badByom =
  `VOICE_LIVE_PROFILE must be ${either(byomProfile.options)}, for it says how a model of your own is called; ` +
  'set AGENT_PROFILE to choose an agent.'
