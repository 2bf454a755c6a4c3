/** The tools that a call runs, until it is over or goes on without them. */

import type { SessionEffect, SessionEvent } from '../session/state.ts'
import type { RunTool } from '../tools/runner.ts'

type Finished = Omit<Extract<SessionEvent, { type: 'tool.finished' }>, 'atMs'>

/** `finished` is told each end as something to call, which throws what a runner throws: that is a bug of ours. */
export function createTools(runTool: RunTool, finished: (happening: () => Finished) => void) {
  let running = new AbortController()
  return {
    start: ({ call, name, arguments: argumentsJson }: Extract<SessionEffect, { type: 'runTool' }>): void => {
      runTool(name, argumentsJson, running.signal).then(
        (result) => finished(() => ({ type: 'tool.finished', call, ok: result.ok, output: result.output })),
        (error: unknown) =>
          finished(() => {
            throw error
          }),
      )
    },
    abort: (): void => {
      running.abort()
      running = new AbortController()
    },
  }
}
