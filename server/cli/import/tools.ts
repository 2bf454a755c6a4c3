/** Sorts the tools of a session into what a profile has for each: a module of the builder's own, an MCP server, a Foundry agent. */

import { defineTool, type Tool } from '../../tools/tool.ts'
import { type Fields, inside, isFields } from '../../voicelive/fields.ts'
import { type Difference, nameOf } from './compare.ts'

/** `given` is what was sorted, in the words of Voice Live; `tools` and `servers` are what the profile says of it. */
export type Sorted = Readonly<{
  given: readonly unknown[]
  tools: readonly unknown[]
  servers: readonly unknown[]
  made: readonly Tool[]
  /** new, by the name of their tool */
  modules: ReadonlyMap<string, string>
  told: readonly Difference[]
}>

/** A function that `known` has already needs no module. */
export function sortTools(asked: readonly unknown[], known: readonly Tool[]): Sorted {
  const told: Difference[] = []
  const given: unknown[] = []
  for (const [at, one] of asked.entries()) {
    const tool = inOurWords(one)
    const name = nameOf(tool)
    const isTwice =
      isFields(tool) &&
      name !== '' &&
      given.some((other) => nameOf(other) === name && inside(other, 'type') === tool.type)
    const reason = isTwice ? `is the second of the name ${name}, and a model could not tell them apart` : unfit(tool)
    const place = `session.tools.${isTwice || name === '' ? at : name}`
    if (reason !== undefined) told.push({ path: place, kind: 'lost', says: reason })
    else given.push(tool)
    if (reason === undefined && isFields(one) && isFields(one.function))
      told.push({ path: `${place}.function`, kind: 'otherwise', says: 'is what stands beside type here' })
  }
  const fresh = given.filter(isFunction).filter(({ name }) => !known.some((tool) => tool.name === name))
  const described = fresh.map(({ name, description, parameters }) => ({
    name: String(name),
    description: typeof description === 'string' && description.trim() !== '' ? description : spoken(String(name)),
    parameters: schemaOf(parameters),
  }))
  return {
    given,
    tools: given.flatMap((tool) => (isFunction(tool) ? [tool.name] : isServer(tool) ? [] : [tool])),
    servers: given.filter(isServer),
    made: described.map((tool) => defineTool({ ...tool, run: () => undefined })),
    modules: new Map(described.map((tool) => [tool.name, moduleOf(tool)])),
    told,
  }
}

const isFunction = (tool: unknown): tool is Fields => inside(tool, 'type') === 'function'
const isServer = (tool: unknown): tool is Fields => inside(tool, 'type') === 'mcp'

const isName = (name: unknown): boolean => typeof name === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(name)

/** Why a profile cannot have it. What is wrong within an MCP server or a Foundry agent is left to the check of the profile. */
function unfit(tool: unknown): string | undefined {
  if (!isFields(tool)) return 'is no object, as every tool is'
  const { type, name } = tool
  if (type === 'foundry_agent') return undefined
  if (type === 'mcp')
    return tool.connector_id === undefined
      ? undefined
      : 'is a connector of OpenAI, which Voice Live does not have; it takes servers by server_url'
  if (type !== 'function')
    return `${typeof type === 'string' ? `is a tool of the type ${type}` : 'has no type'}, and a session has function, mcp and foundry_agent only`
  if (name === undefined || name === '') return 'has no name, so no model can call it'
  return isName(name)
    ? undefined
    : 'is no name that a model can call: 1 to 64 letters, digits, _ or -, and nothing else'
}

/** Other APIs have the same tools in other words: what a function is in an object of its own, names of MCP tools in `tool_names`. */
function inOurWords(tool: unknown): unknown {
  if (!isFields(tool)) return tool
  const { function: described, ...rest }: Fields = tool
  if (isFields(described) && (rest.type === undefined || rest.type === 'function'))
    return { type: 'function', ...rest, ...described }
  if (isServer(tool))
    return Object.fromEntries(
      Object.entries(tool).map(([key, value]) => [
        key,
        key === 'allowed_tools' ? namesOf(value) : ofApproval(key, value),
      ]),
    )
  return rest.type === undefined && rest.name !== undefined ? { type: 'function', ...rest } : tool
}

/** The one function that must be called, in either form. */
export const choiceInOurWords = (choice: unknown): unknown =>
  isFields(choice) && isFields(choice.function) && choice.name === undefined
    ? { type: choice.type, name: choice.function.name }
    : choice

/** Where there are only names. */
const namesOf = (value: unknown): unknown =>
  isFields(value) && Array.isArray(value.tool_names) && Object.keys(value).length === 1 ? value.tool_names : value

const ofApproval = (key: string, value: unknown): unknown =>
  key === 'require_approval' && isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([when, tools]) => [when, namesOf(tools)]))
    : value

const spoken = (name: string): string => `${name.replaceAll(/[_-]+/g, ' ')}.`

/** Some clients send the schema as text. */
function schemaOf(parameters: unknown): Readonly<Record<string, unknown>> {
  try {
    const schema: unknown = typeof parameters === 'string' ? JSON.parse(parameters) : parameters
    return isFields(schema) ? { ...schema, type: 'object' } : { type: 'object', properties: {} }
  } catch {
    return { type: 'object', properties: {} }
  }
}

type Described = Readonly<{ name: string; description: string; parameters: Readonly<Record<string, unknown>> }>

const moduleOf = ({
  name,
  description,
  parameters,
}: Described): string => `/** Written by import-session from a session of another client. What it does is yours to write. */

export default {
  name: ${JSON.stringify(name)},
  description: ${JSON.stringify(description)},
  parameters: ${JSON.stringify(parameters, null, 2).replaceAll('\n', '\n  ')},
  /** Gets what fits the parameters; whatever it returns is read by the model. */
  run(args) {
    throw new Error(${JSON.stringify(`${name} is not written yet; its file is ${name}.js.`)})
  },
}
`
