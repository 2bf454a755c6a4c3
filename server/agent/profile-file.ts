/** Finds and reads the file of a profile: by name in the folders of agents, or by path. */

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { parseJson } from '../text/json.ts'
import { didYouMean } from '../text/nearest.ts'
import { readTextFile } from '../text/text-file.ts'

export type ProfileFile = Readonly<{ name: string; path: string; json: unknown }>

/** Beside the profiles, for editors. */
export const SCHEMA_FILE = 'agent.schema.json'

/** Whether what was chosen is a path, and no name. */
export const isProfilePath = (choice: string): boolean => /[/\\]|\.json$/i.test(choice)

/** `choice` is a name without `.json`, or a path. Gives a sentence where there is no such file, or no JSON in it. */
export function readProfileFile(choice: string, folders: readonly string[]): ProfileFile | string {
  const path = isProfilePath(choice) ? withEnding(choice) : placeOf(`${choice}.json`, folders)
  if (path === undefined || basename(path) === SCHEMA_FILE) return missingName(choice, folders)
  const text = readTextFile(path)
  if (typeof text !== 'string')
    return text.unread === 'missing'
      ? `AGENT_PROFILE is ${path}, and ${text.why}; give the path of a JSON file.`
      : `The agent profile ${path} cannot be read: ${text.why}.`
  const read = parseJson(text)
  return 'json' in read
    ? { name: basename(path, '.json'), path, json: read.json }
    : `The agent profile ${path} is not valid JSON: ${read.why}.`
}

/** As a name, a path may be without its ending. */
const withEnding = (path: string): string => (!existsSync(path) && existsSync(`${path}.json`) ? `${path}.json` : path)

/** The first of the folders that has the file. */
const placeOf = (file: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => join(folder, file)).find((path) => existsSync(path))

/** Where the schema is, as an editor follows it from a profile in the folder `from`; undefined where there is none. */
export function schemaFrom(from: string, folders: readonly string[]): string | undefined {
  const found = placeOf(SCHEMA_FILE, folders)
  if (found === undefined) return undefined
  const way = relative(from, found).replaceAll('\\', '/')
  return way.startsWith('.') ? way : `./${way}`
}

function missingName(name: string, folders: readonly string[]): string {
  const names = profileNames(folders)
  const some = names.length === 0 ? '' : `choose one of ${names.join(', ')}, or `
  const choice = `${some}give the path of a JSON file.`
  return `AGENT_PROFILE is ${name}, which is no profile here; ${didYouMean(name, names, choice)}`
}

export const profileNames = (folders: readonly string[]): readonly string[] =>
  [...new Set(folders.flatMap(filesIn))]
    .filter((file) => file.endsWith('.json') && file !== SCHEMA_FILE)
    .map((file) => basename(file, '.json'))
    .sort()

const filesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : [])

/** A schema that is not where the file says is one that no editor finds; the sentence says where it is. */
export function schemaNote({ path, json }: ProfileFile, folders: readonly string[]): string | undefined {
  const said = typeof json === 'object' && json !== null && '$schema' in json ? json.$schema : undefined
  if (typeof said !== 'string' || /^[a-z]+:/i.test(said) || existsSync(resolve(dirname(path), said))) return undefined
  const way = schemaFrom(dirname(path), folders)
  return way && `$schema is ${said}, and there is no such file, so editors check nothing; set it to ${way}.`
}
