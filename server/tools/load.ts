/** Finds the tools: every module in the folders, checked, with a sentence for each that cannot be one. */

import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { literal } from '../../shared/literal.ts'
import { defineTool, type Tool, type ToolModule } from './tool.ts'

/** `files` has the path of each tool, by name. Problems name the file and what to do. `unread` are names that files which cannot be used may have. */
export type LoadedTools = Readonly<{
  tools: readonly Tool[]
  files: ReadonlyMap<string, string>
  problems: readonly string[]
  unread: readonly string[]
}>

/** Modules that every runtime of ours reads as they are. Folders inside, tests, types and `_names` are the builder's own affair. */
const isModule = (file: string): boolean =>
  /^[^._].*\.[cm]?[jt]s$/.test(file) && !/\.(d|test|spec)\.[cm]?[jt]s$/.test(file)

/** What a model may call; longer or odder names are refused by the service. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/

/** A module that waits for something while it is loaded must not hold the start for ever. */
const LOAD_WITHIN_MS = 10_000

const isRun = (value: unknown): value is ToolModule['run'] => typeof value === 'function'

const toolModule = z.object({
  name: z
    .string('it must have a name, such as "roll_dice"')
    .regex(NAME, 'its name must be 1 to 64 letters, digits, _ or -'),
  description: z
    .string('it must have a description, which tells the model when to call it')
    .trim()
    .min(1, 'its description is empty, and tells the model nothing'),
  parameters: z
    .looseObject(
      { type: z.literal('object', 'its parameters must be a JSON Schema with "type": "object"') },
      'its parameters must be a JSON Schema: { type: "object", properties: { … } }',
    )
    .refine(isPlain, 'its parameters must be plain JSON data')
    .optional(),
  run: z.custom<ToolModule['run']>(isRun, 'it must have a function run(args)'),
})

/** The first folder that has a name wins. `import` runs the files, once. */
export async function loadTools(folders: readonly string[], withinMs = LOAD_WITHIN_MS): Promise<LoadedTools> {
  const [tools, files] = [new Map<string, Tool>(), new Map<string, string>()]
  const [problems, unread]: [string[], string[]] = [[], []]
  for (const folder of folders) {
    const names = modulesIn(folder)
    if (typeof names === 'string') {
      problems.push(names)
      continue
    }
    const modules = await Promise.all(names.map((name) => loadTool(join(folder, name), withinMs)))
    const own = new Map<string, string>()
    for (const [at, loaded] of modules.entries()) {
      const path = join(folder, names[at] ?? '')
      if (typeof loaded === 'string') {
        problems.push(`The tool ${path} cannot be used: ${loaded}.`)
        unread.push(...namesFor(path))
      } else if (own.has(loaded.name))
        problems.push(`The tool ${path} has the name ${loaded.name}, as ${own.get(loaded.name)} has; rename one.`)
      else {
        own.set(loaded.name, path)
        if (!tools.has(loaded.name)) tools.set(loaded.name, loaded)
        if (!files.has(loaded.name)) files.set(loaded.name, path)
      }
    }
  }
  return { tools: [...tools.values()], files, problems, unread }
}

/** What a tool in this file is called, as a rule. */
function namesFor(path: string): readonly string[] {
  const name = basename(path).replace(/\.\w+$/, '')
  return [name, name.replaceAll('-', '_')]
}

/** The files of a folder that are tools, or a sentence. */
export function modulesIn(folder: string): readonly string[] | string {
  try {
    return readdirSync(folder).filter(isModule).sort()
  } catch {
    return `There is no folder of tools at ${folder}; make it, or set TOOL_DIR to another.`
  }
}

/** A sentence without its end, where it is no tool. */
async function loadTool(path: string, withinMs: number): Promise<Tool | string> {
  try {
    const { default: exported } = await within(withinMs, import(pathToFileURL(resolve(path)).href))
    if (typeof exported !== 'object' || exported === null || Array.isArray(exported))
      return 'its default export must be an object with name, description, parameters and run'
    const read = toolModule.safeParse(exported)
    if (!read.success) return [...new Set(read.error.issues.map(({ message }) => message))].join('; ')
    const { parameters, ...rest } = read.data
    return defineTool(parameters === undefined ? rest : { ...rest, parameters }, exported)
  } catch (error) {
    return messageOf(error, path)
  }
}

/** The first line of what was thrown. Of an error of syntax the runtime says its place in the stack only, or (Node, JavaScript) not at all. */
function messageOf(error: unknown, path: string): string {
  const url = pathToFileURL(resolve(path)).href
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const [, line] =
    (error instanceof Error &&
      error.stack?.match(new RegExp(`(?:${[url, resolve(path)].map(literal).join('|')}):(\\d+)`))) ||
    []
  const unplaced = error instanceof SyntaxError ? `; node --check ${path} shows where` : ''
  const place = line === undefined ? unplaced : ` (line ${line})`
  return `${said.split('\n')[0]?.replaceAll(url, basename(path))}${place}`
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not loaded within ${ms / 1000} seconds`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether it is sent as it is: no functions, no classes (a zod schema, say), no circles. */
function isPlain(value: unknown): boolean {
  try {
    const check = (part: unknown): boolean =>
      typeof part !== 'object' || part === null
        ? part !== undefined && typeof part !== 'function' && typeof part !== 'bigint' && typeof part !== 'symbol'
        : Array.isArray(part)
          ? part.every(check)
          : [Object.prototype, null].includes(Object.getPrototypeOf(part)) && Object.values(part).every(check)
    return check(value)
  } catch {
    return false
  }
}
