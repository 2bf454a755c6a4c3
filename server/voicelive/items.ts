/** Exists to describe the items of a conversation that a client puts in. */
import * as z from 'zod'

export const inputTextPart = z.strictObject({ type: z.literal('input_text'), text: z.string() })

/** `audio` is base64 in the session's input format. */
export const inputAudioPart = z.strictObject({
  type: z.literal('input_audio'),
  audio: z.string(),
  transcript: z.string().optional(),
})

/** SDK 1.1.0 enum. */
export const imageDetail = z.enum(['auto', 'low', 'high'])

/** The field is `image_url` from 2026-06-01-preview on; it was `url` before (docs). */
const inputImagePart = z.strictObject({
  type: z.literal('input_image'),
  image_url: z.string().optional(),
  detail: imageDetail.optional(),
})

/** What an assistant said; a client may put in text, never audio. */
export const textPart = z.strictObject({ type: z.literal('text'), text: z.string() })

/** User: `input_text`, `input_audio`, `input_image`; system: `input_text`; assistant: `text` (docs). */
export const messagePart = z.discriminatedUnion('type', [inputTextPart, inputAudioPart, inputImagePart, textPart])

/** SDK 1.1.0 enum. */
export const messageRole = z.enum(['system', 'user', 'assistant'])

/** SDK 1.1.0 enum. */
export const requestItemStatus = z.enum(['completed', 'incomplete'])

const own = { status: requestItemStatus.optional(), id: z.string().optional() }

export const messageItem = z.strictObject({
  type: z.literal('message'),
  role: messageRole,
  content: z.array(messagePart),
  ...own,
})

export const assistantMessageItem = z.strictObject({ ...messageItem.shape, role: z.literal('assistant') })

/** `arguments` is JSON in a string. */
export const functionCallItem = z.strictObject({
  type: z.literal('function_call'),
  name: z.string(),
  call_id: z.string(),
  arguments: z.string(),
  ...own,
})

export const functionCallOutputItem = z.strictObject({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.string(),
  ...own,
})

/** `approval_request_id` is the id of the service's `mcp_approval_request` item. */
export const mcpApprovalResponseItem = z.strictObject({
  type: z.literal('mcp_approval_response'),
  approval_request_id: z.string(),
  approve: z.boolean(),
  id: z.string().optional(),
})

export const requestItem = z.discriminatedUnion('type', [
  messageItem,
  functionCallItem,
  functionCallOutputItem,
  mcpApprovalResponseItem,
])

export type RequestItem = z.output<typeof requestItem>
