/** Finds and reads the file of a profile: by name among those that ship, or by path. */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearest } from './nearest.ts'

/** `server/agent/profiles`, and `profiles` beside the bundled server. */
export const shippedProfiles = (): string => fileURLToPath(new URL('./profiles/', import.meta.url))

export type ProfileFile = Readonly<{ name: string; path: string; json: unknown }>

/** `choice` is a name without `.json`, or a path. Gives a sentence where there is no such file, or no JSON in it. */
export function readProfileFile(choice: string, folder: string): ProfileFile | string {
  const isPath = /[/\\]|\.json$/i.test(choice)
  const path = isPath ? choice : join(folder, `${choice}.json`)
  const text = readText(path)
  if (text === undefined) return isPath ? missingFile(path) : missingName(choice, folder)
  try {
    // Some editors put a byte order mark in front, which JSON does not allow.
    return { name: basename(path, '.json'), path, json: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    return `The agent profile ${path} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const missingFile = (path: string): string =>
  `AGENT_PROFILE is ${path}, and there is no file that can be read; give the path of a JSON file.`

function missingName(name: string, folder: string): string {
  const names = profileNames(folder)
  const meant = nearest(name, names)
  return `AGENT_PROFILE is ${name}, which is no profile here; ${
    meant === undefined
      ? `choose one of ${names.join(', ')}, or give the path of a JSON file.`
      : `did you mean ${meant}?`
  }`
}

export const profileNames = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort()
