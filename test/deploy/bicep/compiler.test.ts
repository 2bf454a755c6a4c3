/** The real compiler has the last word wherever it is installed: build and lint, with no diagnostic that is an error. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../../../infra/main.bicep')

type Outcome = Readonly<{ status: number | null; output: string }>

const run = (command: string, args: readonly string[]): Outcome => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return { status, output: `${stdout ?? ''}${stderr ?? ''}` }
}

/** How to call the compiler here; undefined when it is not installed. Never installs it. */
const findCompiler = (): readonly [string, ...string[]] | undefined => {
  if (run('bicep', ['--version']).status === 0) return ['bicep']
  // az would otherwise download one at the first call.
  const isInstalled = /^Bicep CLI version/m.test(run('az', ['bicep', 'version', '--only-show-errors']).output)
  return isInstalled ? ['az', 'bicep'] : undefined
}

const compiler = findCompiler()
const skipped = compiler ? '' : ' (SKIPPED: neither bicep nor az bicep is installed here)'
if (!compiler)
  console.warn('SKIPPED: the Bicep compiler is not installed, so only the offline checker has read infra/.')

const fileArguments = (verb: string): readonly string[] => {
  const [, ...rest] = compiler ?? []
  return rest.length > 0 ? [...rest, verb, '--file', main] : [verb, main]
}

test.skipIf(!compiler)(`bicep builds infra/${skipped}`, () => {
  const { status, output } = run(compiler?.[0] ?? '', [...fileArguments('build'), '--stdout'])
  expect(status, output.slice(-4000)).toBe(0)
})

test.skipIf(!compiler)(`bicep finds nothing to lint in infra/${skipped}`, () => {
  const { status, output } = run(compiler?.[0] ?? '', fileArguments('lint'))
  expect(status, output.slice(-4000)).toBe(0)
})
