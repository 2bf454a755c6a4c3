/** Every fault at every moment of a call: the whole matrix, and the part of it that is in the gate. Data only. */

import { type FaultCase, nameOf } from './case.ts'
import { refusalCases } from './rows/refusals.ts'
import { sessionCases } from './rows/sessions.ts'
import { standingCases } from './rows/standing.ts'
import { turnCases } from './rows/turns.ts'
import { wireCases } from './rows/wires.ts'

export const faultCases: readonly FaultCase[] = [
  ...refusalCases,
  ...sessionCases,
  ...turnCases,
  ...wireCases,
  ...standingCases,
]

/** One case of each kind, each over in a second or two: they are in the gate. All of them are `npm run test:faults`. */
const inGate: ReadonlySet<string> = new Set([
  'connect refuse=429',
  'connect fault=frame-2-mib',
  'connect fault=response-filtered-empty',
  'connect wire=refused',
  'listening fault=close-1011',
  'listening fault=empty-transcript',
  'listening fault=no-response',
  'answering fault=close-1006',
  'answering fault=close-1008',
  'answering fault=response-rate-limited',
  'answering fault=error-null-fields',
  'answering fault=warning-flood',
  'answering fault=invalid-json',
  'answering fault=freeze thaw=1000',
  'answering wire=reset-in-frame-down',
  'answering wire=half-close-down',
  'answering order=native transcript=after',
  'listening odd=1 odd-scope=unread',
  'tool-call fault=failed-response',
  'tool-call fault=spurious-turn',
  'tool-call fault=spurious-speech',
  'tool-call wire=cut',
])

export const gateCases: readonly FaultCase[] = faultCases.filter((one) => inGate.has(`${one.phase} ${nameOf(one)}`))
export const GATE_CASES = inGate.size
