/** Tool calls that the model asked for, by response: all outputs go back together, then one request for the next response. */

/** A call that is being written. It runs when its item is done; or, if that never comes, when its response is. */
export type Draft = Readonly<{
  response: string
  call: string
  name: string | undefined
  argumentsJson: string | undefined
  /** It was handed on, or cut short: whatever else tells of it is no news. */
  settled: boolean
}>

export type ToolCall = Readonly<{
  call: string
  name: string
  output: string | undefined
  /** the model has its output, or will not get one */
  isGiven: boolean
  /** item that stands for the output while the call is set aside */
  placeholder: string | undefined
}>

/** The calls of one response; `complete` once its `response.done` came and no more calls can. */
export type ToolBatch = Readonly<{
  response: string
  calls: readonly ToolCall[]
  complete: boolean
  /** the user speaks, perhaps to go on without it: it runs on, but nothing is said of it yet */
  isAside: boolean
}>

export type ToolCalls = readonly ToolBatch[]

export const noToolCalls: ToolCalls = []

export const findCall = (batches: ToolCalls, call: string): ToolCall | undefined =>
  batches.flatMap((batch) => batch.calls).find((candidate) => candidate.call === call)

export function addCall(batches: ToolCalls, response: string, { call, name }: Pick<ToolCall, 'call' | 'name'>) {
  const added: ToolCall = { call, name, output: undefined, isGiven: false, placeholder: undefined }
  if (!batches.some((batch) => batch.response === response))
    return [...batches, { response, calls: [added], complete: false, isAside: false }]
  return batches.map((batch) => (batch.response === response ? { ...batch, calls: [...batch.calls, added] } : batch))
}

export const changeCall = (batches: ToolCalls, call: string, change: Partial<ToolCall>): ToolCalls =>
  batches.map((batch) => ({
    ...batch,
    calls: batch.calls.map((candidate) => (candidate.call === call ? { ...candidate, ...change } : candidate)),
  }))

export const completeBatch = (batches: ToolCalls, response: string | undefined): ToolCalls =>
  batches.map((batch) => (batch.response === response ? { ...batch, complete: true } : batch))

/** Ready to be spoken of. */
export const isAnswered = (batch: ToolBatch): boolean =>
  batch.complete && !batch.isAside && batch.calls.every((call) => call.output !== undefined)

/** Calls that still run, or whose output the model has not. */
export const openCalls = (batches: ToolCalls): readonly string[] =>
  batches.flatMap(({ calls }) => calls.filter(({ isGiven }) => !isGiven).map(({ call }) => call))

/** The session that asked is gone: no more calls of it can come, and nothing is set aside in the next one. */
export const resumeCalls = (batches: ToolCalls): ToolCalls =>
  batches.map((batch) => ({
    ...batch,
    complete: true,
    isAside: false,
    calls: batch.calls.map((call) => ({ ...call, placeholder: undefined })),
  }))
