/** App settings as the deployment script reads them: whatever a value is, one line each, and the same by Node and by Python. */

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const settings = [
  { name: 'NOTHING', value: null },
  { name: 'ABSENT' },
  { name: 'EMPTY', value: '' },
  { name: 'PLAIN', value: 'a.b:c' },
  { name: 'WORD', value: 'null' },
  { name: 'LINES', value: 'one\ntwo' },
  { name: 'ACCENT', value: '\u00e9' },
]
const hasPython = spawnSync('python3', ['--version']).status === 0

/** Name and value of each line; only Node's may have the plain value behind them. */
function read(program: string, script: string) {
  const path = fileURLToPath(new URL(`../../../infra/scripts/${script}`, import.meta.url))
  const { stdout } = spawnSync(program, [path], { input: JSON.stringify(settings), encoding: 'utf8' })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => /^(\w+):([^:]*):(.*)$/.exec(line) ?? [])
    .map(([, name, base64 = '', plain]) => ({ name, value: Buffer.from(base64, 'base64').toString(), plain }))
}

const values = settings.map(({ name, value }) => ({ name, value: value ?? '' }))

test('Node writes nothing for a setting without a value, and plain values twice', () => {
  expect(read(process.execPath, 'name-settings.mjs')).toEqual(
    values.map(({ name, value }) => ({ name, value, plain: /^[a-z.:]*$/.test(value) ? value : '' })),
  )
})

test.runIf(hasPython)('Python writes the same, without the plain values', () => {
  expect(read('python3', 'name-settings.py')).toEqual(values.map((each) => ({ ...each, plain: '' })))
})
