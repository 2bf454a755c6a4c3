/** Changes one place of an event to something odd. */

import fc from 'fast-check'
import type { SentEvent } from '../support/recordings.ts'
import type { Path } from './acted.ts'

/** `undefined` takes the place away. */
export type Mutation = Readonly<{ path: Path; value: unknown }>

/** Every place in the event, and one beside each object's own. */
export function pathsOf(value: unknown, above: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const names: (string | number)[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  const beside = Array.isArray(value) ? [] : [[...above, 'undocumented']]
  const inside = names.flatMap((name) => [
    [...above, name],
    ...pathsOf((value as Record<string, unknown>)[name], [...above, name]),
  ])
  return [...inside, ...beside]
}

export function mutate(event: SentEvent, { path, value }: Mutation): SentEvent {
  const changed = structuredClone(event)
  let at: Record<string | number, unknown> = changed
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>
  const last = path.at(-1) as string | number
  if (value === undefined && !Array.isArray(at)) delete at[last]
  else at[last] = value ?? null
  return changed
}

const nested = (depth: number): unknown => (depth === 0 ? [] : { deeper: nested(depth - 1) })

/** What a service was seen to print where something else was due, and what an attacker would. */
export const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'odd',
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    true,
    false,
    [],
    {},
    [null],
    { type: 'odd' },
    { type: null },
    'x'.repeat(300),
    'y'.repeat(30_000),
    '\u0000\u202e\ud800',
    '__proto__',
    nested(30),
    Array.from({ length: 300 }, () => ({ type: 'message' })),
  ),
  fc.constantFrom(
    'response_cancel_not_active',
    'conversation_already_has_active_response',
    'session_expired',
    'completed',
    'cancelled',
    'failed',
    'incomplete',
    'assistant',
    'function_call',
    'mcp_call',
    'none',
    'g711_ulaw',
    'resp_1',
    'update-1',
    'create-3',
    '1790000000',
    'AAA=',
  ),
  fc.jsonValue({ maxDepth: 2 }),
)
