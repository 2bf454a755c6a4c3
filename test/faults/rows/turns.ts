/** Faults of a turn: its words, its response, and turns that no one took. */

import { type FaultCase, phases, type Scene } from '../case.ts'
import { goesOn } from '../outcomes.ts'

/** What the user is told of a response that ends otherwise than completed. */
const responses: Readonly<Record<string, string>> = {
  'failed-response': 'answer_failed',
  'response-rate-limited': 'answer_throttled',
  'response-quota': 'answer_quota',
  'response-server-error': 'answer_unavailable',
  'response-filtered': 'answer_filtered',
  'response-filtered-empty': 'answer_filtered',
  'response-max-tokens': 'answer_too_long',
}

/** A spoken turn is odd, or brings nothing; what is typed after it is answered. */
const spoken: readonly (readonly [string, Scene])[] = [
  ['empty-transcript', 'listening'],
  ['null-transcript', 'listening'],
  ['failed-transcript', 'listening'],
  ['no-response', 'unanswered-turn'],
  ['repeated-transcript', 'two-turns'],
]

/** A cough interrupts an answer, as any speech does; a tool that runs then is answered nevertheless. */
const coughs: readonly (readonly [FaultCase['phase'], Scene])[] = [
  ['connect', 'connect'],
  ['answering', 'answering'],
  ['tool-call', 'tool-answered'],
]

export const turnCases: readonly FaultCase[] = [
  ...Object.entries(responses).flatMap(([fault, code]) =>
    phases.map((at): FaultCase => ({ dials: { fault, at }, phase: at, expected: goesOn(code) })),
  ),
  ...spoken.flatMap(([fault, scene]) =>
    ['auto', 'native'].map(
      (order): FaultCase => ({
        dials: { fault, at: 'listening', ...(order === 'auto' ? {} : { order }) },
        phase: 'listening',
        scene,
        expected: goesOn(),
      }),
    ),
  ),
  ...['spurious-speech', 'spurious-turn'].flatMap((fault) =>
    coughs.map(([at, scene]): FaultCase => ({ dials: { fault, at }, phase: at, scene, expected: goesOn() })),
  ),
]
