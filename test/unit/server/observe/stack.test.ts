/** Where something was thrown: the innermost frame that people wrote, in the stacks of all three runtimes. */

import { expect, test } from 'vitest'
import { placeOf, traceOf } from '../../../../server/observe/stack.ts'

const thrown = (...lines: string[]) => Object.assign(new Error('x'), { stack: lines.join('\n') })

test.each([
  ['of a method', thrown('Error: x', '    at Object.run (file:///app/tools/a.js:4:12)'), 'tools/a.js:4:12'],
  ['of a module', thrown('Error: x', '    at file:///app/tools/a.js:4:12'), 'tools/a.js:4:12'],
  ['of a path', thrown('Error: x', '    at run (/app/tools/a.js:4:12)', '    at native'), 'tools/a.js:4:12'],
  ['below what a user said', thrown('Error: call me', 'at 12:30:45', '    at f (/a/b.js:3:4)'), 'a/b.js:3:4'],
  ['of a user', thrown('Error: call me at 12:30:45'), undefined],
  ['below the runtime', thrown('Error: x', '    at node:fs:1:2', '    at f (file:///a/b.js:3:4)'), 'a/b.js:3:4'],
  ['without frames', thrown('Error: x'), undefined],
  ['of no error', 'x', undefined],
])('%s', (_what, error, place) => {
  expect(placeOf(error)).toBe(place)
})

test.each(['no customer named Ana Maria', 'Ana Maria\n    at said (file:///Ana.js:1:1)'])(
  'a trace names the error and its frames, and nothing of its message: %j',
  (message) => {
    const trace = traceOf(Object.assign(new RangeError(message), { cause: 'Ana Maria' }))
    expect(trace).toMatch(/^RangeError\n +at .*stack\.test\.ts:\d+:\d+/)
    expect(trace).not.toMatch(/Ana/)
    expect(traceOf('Ana Maria')).toBe('string')
  },
)
