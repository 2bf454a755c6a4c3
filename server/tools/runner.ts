/** Runs tool calls so that every one of them ends: with its result, with an error as text, by time-out, or aborted. */

import { clip } from '../../shared/clip.ts'
import type { Clock } from '../../shared/clock.ts'
import { ERROR_MAX_LENGTH, failureOf, outputOf } from './output.ts'
import { ArgumentsError, type Tool } from './tool.ts'

/** `output` is for the model, in either case: a model that reads the error can try again or say so. */
type ToolResult = Readonly<{ ok: boolean; output: string }>

/** `failed` hears why a call failed; the user's interruption is no failure. */
export type RunTool = (
  name: string,
  argumentsJson: string,
  signal: AbortSignal,
  failed?: (failure: ToolFailure) => void,
) => Promise<ToolResult>

/** Longer than a user waits in silence; a call that takes more has failed for them. */
const TIMEOUT_MS = 10_000

/** For who wrote the tool: the model reads the rest. */
export type ToolFailure = Readonly<{ tool: string; kind: 'arguments' | 'threw' | 'timeout'; thrown?: unknown }>

type Options = Readonly<{ timeoutMs?: number }>

/** Never rejects. `signal` aborts the call: on barge-in, and when the session ends. */
export function createToolRunner(
  tools: readonly Tool[],
  clock: Clock,
  { timeoutMs = TIMEOUT_MS }: Options = {},
): RunTool {
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  return async (name, argumentsJson, signal, failed = () => {}) => {
    const tool = byName.get(name)
    if (!tool) return { ok: false, output: unknownTool(name, [...byName.keys()]) }
    const tooLong = new AbortController()
    const limit = AbortSignal.any([signal, tooLong.signal])
    const stop = clock.after(timeoutMs, () => tooLong.abort())
    try {
      return { ok: true, output: outputOf(await Promise.race([tool.run(argumentsJson, limit), rejectOnAbort(limit)])) }
    } catch (error) {
      if (signal.aborted) return { ok: false, output: 'The user interrupted this call.' }
      if (limit.aborted) {
        failed({ tool: name, kind: 'timeout' })
        return { ok: false, output: `The tool did not finish within ${timeoutMs / 1000} seconds.` }
      }
      failed({ tool: name, kind: error instanceof ArgumentsError ? 'arguments' : 'threw', thrown: error })
      return { ok: false, output: failureOf(error) }
    } finally {
      stop()
    }
  }
}

/** The name comes from the model, and may be of any length. */
const unknownTool = (name: string, known: readonly string[]): string =>
  clip(`There is no tool "${clip(name, NAME_MAX_LENGTH)}". Tools: ${known.join(', ')}.`, ERROR_MAX_LENGTH)

/** As long as a name of a tool may be in a session. */
const NAME_MAX_LENGTH = 128

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
