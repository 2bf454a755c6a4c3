/** Sorts the tools of a session into what a profile has for each: a module of the builder's own, an MCP server, a Foundry agent. */

import { defineTool, type Tool } from '../../tools/tool.ts'
import { isFields } from '../../voicelive/fields.ts'

/** `tools` and `servers` are what the profile says; `modules` are new, by the name of their file. */
export type Sorted = Readonly<{
  tools: readonly unknown[]
  servers: readonly unknown[]
  made: readonly Tool[]
  modules: ReadonlyMap<string, string>
}>

/** A function that `known` has already needs no module. What is no tool at all is left to the comparison afterwards. */
export function sortTools(given: readonly unknown[], known: readonly Tool[]): Sorted {
  const named = given.filter(isFields).filter(({ type, name }) => type === 'function' && isName(name))
  // A model could not tell apart those of one name.
  const functions = named.filter((one, at) => named.findIndex(({ name }) => name === one.name) === at)
  const fresh = functions.filter(({ name }) => !known.some((tool) => tool.name === name))
  const described = fresh.map(({ name, description, parameters }) => ({
    name: String(name),
    description: typeof description === 'string' && description.trim() !== '' ? description : spoken(String(name)),
    parameters: schemaOf(parameters),
  }))
  return {
    tools: given.flatMap((tool) =>
      isFields(tool) && tool.type === 'foundry_agent'
        ? [tool]
        : functions.flatMap((one) => (one === tool ? [one.name] : [])),
    ),
    servers: given.filter((tool) => isFields(tool) && tool.type === 'mcp'),
    made: described.map((tool) => defineTool({ ...tool, run: () => undefined })),
    modules: new Map(described.map((tool) => [`${tool.name}.js`, moduleOf(tool)])),
  }
}

const isName = (name: unknown): boolean => typeof name === 'string' && /^[a-zA-Z0-9_-]{1,64}$/.test(name)

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
