/** Flags that npm kept for itself. */

import { expect, test } from 'vitest'
import { takenByNpm } from '../../../../server/cli/flags.ts'

test.each([
  [
    { npm_config_model: 'gpt-4.1', npm_config_url: 'true' },
    /^npm took --model and --url for itself; write -- before it/,
  ],
  [{ npm_config_loglevel: 'silent', npm_config_model: undefined }, /^undefined$/],
])('of %j are told, and no others', (env, said) => {
  expect(String(takenByNpm(env, 'import-session', ['name', 'model', 'url']))).toMatch(said)
})
