/** The one MCP server that there is: a script that stands for whatever `server_url` says, without a network. Pure. */

/** A tool as an MCP server lists it. */
export type McpTool = Readonly<{ name: string; description: string; input_schema: object }>

const takesText = (field: string) => ({ type: 'object', properties: { [field]: { type: 'string' } } })

export const mcpTools: readonly McpTool[] = [
  { name: 'get_weather', description: 'Tells the weather in a city.', input_schema: takesText('city') },
  { name: 'search_docs', description: 'Searches the documentation.', input_schema: takesText('query') },
]

function field(argumentsJson: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(argumentsJson)
    if (typeof value !== 'object' || value === null) return undefined
    const found = Object.entries(value).find(([key]) => key === name)?.[1]
    return typeof found === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

/** What a tool answers; undefined for one that the server does not have. */
export function runMcpTool(name: string, argumentsJson: string): string | undefined {
  if (name === 'get_weather') return `sunny and 21 degrees in ${field(argumentsJson, 'city') ?? 'Lisbon'}`
  if (name === 'search_docs') return `one page found about ${field(argumentsJson, 'query') ?? 'nothing'}`
  return undefined
}
