/** Machines for concurrent tests: each test makes its own, and every one is removed when its file is done. */

import { afterAll } from 'vitest'
import { type Machine, makeMachine } from './machine.ts'

export type MachineOptions = Parameters<typeof makeMachine>[0]

/** Call once a file; hands out fresh machines. */
export function useMachines() {
  const made: Machine[] = []
  afterAll(() => {
    for (const machine of made) machine.close()
  })
  const keep = (machine: Machine): Machine => {
    made.push(machine)
    return machine
  }
  return {
    fresh: (options?: MachineOptions) => keep(makeMachine(options)),
    /** one whose first run was stopped before anything was created */
    prepared: (extra: Readonly<Record<string, string>> = {}, options?: MachineOptions) => {
      const machine = keep(makeMachine(options))
      machine.seedInputs(extra)
      return machine
    },
    /** one that runs the commit abc123def456, while git names the commit of the options */
    deployed: (options?: MachineOptions, extra: Readonly<Record<string, string>> = {}) => {
      const machine = keep(makeMachine(options))
      machine.seedDeployment('abc123def456', extra)
      return machine
    },
    /** the same without an image: the bundle of that commit */
    deployedBundle: (options?: MachineOptions) => {
      const machine = keep(makeMachine(options))
      machine.seedBundle('abc123def456')
      return machine
    },
  }
}

/** Seconds that the script waited, in order, leaving out the 10 s between two looks at the page. */
export const waits = (calls: readonly (readonly string[])[]): number[] =>
  calls.flatMap(([tool, seconds]) => (tool === 'sleep' && seconds !== '10' ? [Number(seconds)] : []))
