/** Exists to describe the tools a session offers to the model, and how the model is told to choose among them. */
import * as z from 'zod'

/** A function that the client runs. `parameters` is a JSON Schema. */
export const functionTool = z.strictObject({
  type: z.literal('function'),
  name: z.string(),
  description: z.string().optional(),
  parameters: z.unknown().optional(),
})

/** `always` counts when absent (docs); the object form names tools under `never` and `always`. */
const requireApproval = z.union([z.enum(['never', 'always']), z.record(z.string(), z.array(z.string()))])

/** An MCP server that the service calls (2026-04-10 and later; not with phi models or classic agents). */
export const mcpServer = z.strictObject({
  type: z.literal('mcp'),
  server_label: z.string(),
  server_url: z.string(),
  authorization: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  allowed_tools: z.array(z.string()).optional(),
  require_approval: requireApproval.optional(),
})

/** A Foundry agent as a tool: documented, but taken out of the SDKs again. */
export const foundryAgentTool = z.strictObject({
  type: z.literal('foundry_agent'),
  agent_name: z.string(),
  project_name: z.string(),
  agent_version: z.string().optional(),
  client_id: z.string().optional(),
  description: z.string().optional(),
  foundry_resource_override: z.string().optional(),
  agent_context_type: z.enum(['no_context', 'agent_context']).optional(),
  return_agent_response_directly: z.boolean().optional(),
})

export const tool = z.discriminatedUnion('type', [functionTool, mcpServer, foundryAgentTool])
export type Tool = z.output<typeof tool>

/** SDK 1.1.0 enum. */
export const toolChoiceWord = z.enum(['auto', 'none', 'required'])

/** Realtime models ignore the choice of one function (the Python SDK skips that test). */
export const toolChoiceFunction = z.strictObject({ type: z.literal('function'), name: z.string() })

export const toolChoice = z.union([toolChoiceWord, z.discriminatedUnion('type', [toolChoiceFunction])])

/** Then every response calls a tool, unless it is asked for otherwise. */
export const requiresTool = (choice: z.output<typeof toolChoice> | undefined): boolean =>
  choice === 'required' || typeof choice === 'object'
