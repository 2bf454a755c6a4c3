/** What the scripts of package.json say to a Node that cannot read TypeScript. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('a Node without TypeScript is told which one is needed, and nothing is started', () => {
  const args = ['--no-experimental-strip-types', '-r', './server/node-version.cjs', '-e', 'console.log("started")']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^This is Node \d+\.\d+\.\d+, and voice-live-web needs 22\.18 or newer/)
})

test('it is asked for by every script that starts a TypeScript of the product', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const unguarded = Object.entries(scripts).filter(([, script]) =>
    /^node (?!-r \.\/server\/node-version\.cjs ).*(server|client)\/\S+\.ts/.test(script),
  )
  expect(unguarded.map(([name]) => name).sort()).toEqual(['bundle', 'sbom'])
})
