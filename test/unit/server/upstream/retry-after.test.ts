/** Every form in which a service says when it wants to be asked again. */

import { expect, test } from 'vitest'
import { retryAfterSecondsOf } from '../../../../server/upstream/retry-after.ts'

const now = Date.parse('Wed, 25 Nov 2026 21:00:00 GMT')

test.each<[string, Record<string, string>, number | undefined]>([
  ['nothing', {}, undefined],
  ['seconds', { 'retry-after': '7' }, 7],
  ['no time at all', { 'retry-after': '0' }, 0],
  ['a date', { 'retry-after': 'Wed, 25 Nov 2026 21:00:12 GMT' }, 12],
  ['a date that is past', { 'retry-after': 'Wed, 25 Nov 2026 20:59:00 GMT' }, 0],
  ['a date of RFC 850', { 'retry-after': 'Wednesday, 25-Nov-26 21:01:00 GMT' }, 60],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1.5],
  ['milliseconds of a gateway', { 'x-ms-retry-after-ms': '250' }, 0.25],
  ['both, of which the finer counts', { 'retry-after': '2', 'retry-after-ms': '1234.5' }, 1.2345],
  ['milliseconds that are none', { 'retry-after': '3', 'retry-after-ms': 'soon' }, 3],
  ['words', { 'retry-after': 'later' }, undefined],
  ['a negative number', { 'retry-after': '-5', 'retry-after-ms': '-1' }, undefined],
])('reads %s', (_name, headers, seconds) => {
  expect(retryAfterSecondsOf(headers, now)).toBe(seconds)
})
