/** Exists to describe what the service says while the user waits for an answer. */
import * as z from 'zod'

/**
 * Shared by both kinds: `triggers` (SDK 1.1.0 enum) is `["latency"]` and `latency_threshold_ms` 2000 when absent (docs).
 * Only with cascaded models and Azure voices, or agents. Spelt with underscores, whatever the docs' hyphens say (SDK, live tests).
 */
const occasion = {
  triggers: z.array(z.enum(['latency', 'tool'])).optional(),
  latency_threshold_ms: z.int().nonnegative().optional(),
}

/** One of `texts`, picked at random. */
export const staticInterimResponse = z.strictObject({
  type: z.literal('static_interim_response'),
  texts: z.array(z.string()).optional(),
  ...occasion,
})

/** A sentence written by a small model: `gpt-4.1-mini` and 50 tokens when absent (docs). */
export const llmInterimResponse = z.strictObject({
  type: z.literal('llm_interim_response'),
  model: z.string().optional(),
  instructions: z.string().optional(),
  max_completion_tokens: z.int().min(1).optional(),
  ...occasion,
})

export const interimResponse = z.discriminatedUnion('type', [staticInterimResponse, llmInterimResponse])
