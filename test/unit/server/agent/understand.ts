/** Understands profiles written in a test, with the tools of this server and the newest service. */

import type { Environment } from '../../../../server/agent/environment.ts'
import { type Reading, understandProfile } from '../../../../server/agent/load.ts'
import type { ServiceFacts } from '../../../../server/agent/setup.ts'
import { foldersOf } from '../../../../server/config/folders.ts'
import { loadTools } from '../../../../server/tools/load.ts'

export const folders = foldersOf({}).agents
export const { tools } = await loadTools(foldersOf({}).tools)
export const newest: ServiceFacts = { apiVersion: '2026-07-15', credential: 'none' }

export const understand = (json: unknown, env: Environment = {}, service = newest) =>
  understandProfile({ name: 'test', path: 'test.json', json }, { env, service, tools })

/** The reading of a profile that must be fit for calls. */
export function understood(json: unknown, env: Environment = {}): Reading {
  const reading = understand(json, env)
  if (!('agent' in reading)) throw new Error(reading.join('\n'))
  if (reading.problems.length > 0) throw new Error(reading.problems.join('\n'))
  return reading
}

/** Its problems, without the words that every one of them begins with. */
export function problemsOf(json: unknown, env: Environment = {}, service = newest): readonly string[] {
  const reading = understand(json, env, service)
  return ('agent' in reading ? reading.problems : reading).map(withoutName)
}

/** Its notes, likewise. */
export const notesOf = (json: unknown, env: Environment = {}): readonly string[] =>
  understood(json, env).notes.map(withoutName)

const withoutName = (sentence: string): string => sentence.replace('Agent profile test: ', '')
