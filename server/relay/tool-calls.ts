/** Tool calls that the model asked for, by response: all outputs go back together, then one request for the next response. */

export type ToolCall = Readonly<{ call: string; name: string; output: string | undefined }>

/** The calls of one response; `complete` once its `response.done` came and no more calls can. */
export type ToolBatch = Readonly<{ response: string; calls: readonly ToolCall[]; complete: boolean }>

export type ToolCalls = readonly ToolBatch[]

export const noToolCalls: ToolCalls = []

export const findCall = (batches: ToolCalls, call: string): ToolCall | undefined =>
  batches.flatMap((batch) => batch.calls).find((candidate) => candidate.call === call)

export function addCall(batches: ToolCalls, response: string, call: ToolCall): ToolCalls {
  if (!batches.some((batch) => batch.response === response))
    return [...batches, { response, calls: [call], complete: false }]
  return batches.map((batch) => (batch.response === response ? { ...batch, calls: [...batch.calls, call] } : batch))
}

export const finishCall = (batches: ToolCalls, call: string, output: string): ToolCalls =>
  batches.map((batch) => ({
    ...batch,
    calls: batch.calls.map((candidate) => (candidate.call === call ? { ...candidate, output } : candidate)),
  }))

export const completeBatch = (batches: ToolCalls, response: string | undefined): ToolCalls =>
  batches.map((batch) => (batch.response === response ? { ...batch, complete: true } : batch))

export const isAnswered = (batch: ToolBatch): boolean =>
  batch.complete && batch.calls.every((call) => call.output !== undefined)
