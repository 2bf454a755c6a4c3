/** The emulator's command line. */

import { expect, test } from 'vitest'
import { readOptions } from '../../../../server/emulator/options.ts'

test.each([
  [['--port', 'many'], '--port must be between 0 and 65535, not many.'],
  [['--port', '65536'], '--port must be between 0 and 65535, not 65536.'],
  [['--fault', 'fire'], '--fault must be one of none, close-1001'],
  [['--pace', '0'], '--pace must be a number from 0.1 to 1000, or unlimited, not 0.'],
  [['--colour'], "Unknown option '--colour'"],
])('says what is wrong with %j', (args, message) => {
  expect(readOptions(args)).toEqual({ problem: expect.stringContaining(message) })
})

test('takes more names from the flag, and from ALLOWED_HOSTS where it is not given', () => {
  expect(readOptions([], 'a.test, b.test,')).toMatchObject({ allowed: ['a.test', 'b.test'] })
  expect(readOptions(['--allowed-hosts', 'c.test'], 'a.test')).toMatchObject({ allowed: ['c.test'] })
})
