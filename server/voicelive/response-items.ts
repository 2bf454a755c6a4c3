/** Exists to describe the items of a conversation as the service prints them. */
import * as z from 'zod'
import { imageDetail, messageRole } from './items.ts'
import { forgive } from './loosen.ts'

/** Parts of a message: what was put in (`input_…`), and what was answered (`text`, or `audio` with its transcript). */
export const contentPartModel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string().optional() }),
  z.strictObject({ type: z.literal('input_audio'), audio: z.string(), transcript: z.string().optional() }),
  z.strictObject({
    type: z.literal('input_image'),
    image_url: z.string().optional(),
    detail: imageDetail.optional(),
  }),
  z.strictObject({ type: z.literal('text'), text: z.string().optional() }),
  z.strictObject({ type: z.literal('audio'), transcript: z.string().optional() }),
])

/** SDK 1.1.0 enum. A new assistant message was seen as `incomplete`, where the docs' sample says `in_progress`. */
export const responseItemStatus = z.enum(['in_progress', 'completed', 'incomplete'])

/** `object` is `realtime.item` in the SDK, the samples and a recorded session; some tables of the docs say `conversation.item`. */
const own = { id: z.string().optional(), object: z.literal('realtime.item').optional() }

export const mcpTool = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  input_schema: z.unknown(),
  annotations: z.unknown().optional(),
})

export const fileSearchResult = z.strictObject({
  attributes: z.record(z.string(), z.string()).optional(),
  file_id: z.string().optional(),
  filename: z.string().optional(),
  score: z.number().optional(),
  text: z.string().optional(),
})

export const responseItemModel = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    role: messageRole,
    content: z.array(contentPartModel),
    status: responseItemStatus,
    ...own,
  }),
  z.strictObject({
    type: z.literal('function_call'),
    name: z.string(),
    call_id: z.string(),
    arguments: z.string(),
    status: responseItemStatus,
    ...own,
  }),
  z.strictObject({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string(), ...own }),
  z.strictObject({ type: z.literal('mcp_list_tools'), tools: z.array(mcpTool), server_label: z.string(), ...own }),
  z.strictObject({
    type: z.literal('mcp_call'),
    approval_request_id: z.string().optional(),
    arguments: z.string(),
    server_label: z.string(),
    name: z.string(),
    output: z.string().optional(),
    error: z.unknown().optional(),
    ...own,
  }),
  z.strictObject({
    type: z.literal('mcp_approval_request'),
    arguments: z.string().optional(),
    name: z.string(),
    server_label: z.string(),
    ...own,
  }),
  z.strictObject({
    type: z.literal('mcp_approval_response'),
    approval_request_id: z.string(),
    approve: z.boolean(),
    reason: z.string().optional(),
    ...own,
  }),
  z.strictObject({ type: z.literal('web_search_call'), status: z.string(), ...own }),
  z.strictObject({
    type: z.literal('file_search_call'),
    queries: z.array(z.string()).optional(),
    status: z.string(),
    results: z.array(fileSearchResult).optional(),
    ...own,
  }),
])

export const contentPart = forgive(contentPartModel)

export const responseItem = forgive(responseItemModel)
export type ResponseItem = z.output<typeof responseItem>
