/** The shell sources themselves: shellcheck, shfmt, the dialect of macOS's bash 3.2, and the house's rules. */

import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { needing } from '../../support/needing.ts'
import { findProgram } from './machine.ts'

const root = resolve(import.meta.dirname, '../../..')
const product = ['azdeploy.sh', ...globSync('infra/scripts/*.sh', { cwd: root }).sort()]
const fakes = globSync('test/deploy/script/fake/*.sh', { cwd: root }).sort()
const sourceOf = (file: string): string => readFileSync(resolve(root, file), 'utf8')
const functions = product.flatMap((file) => [...sourceOf(file).matchAll(/^(\w+)\(\) \{/gm)].map(([, name]) => name))
const code = (file: string): string => sourceOf(file).replace(/^\s*#.*$/gm, '')

const lint = (program: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(findProgram(program), args, { cwd: root, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

/** What bash 3.2 does not know, each with an example that must be found (§ stands for a dollar sign). */
const newerBash: readonly (readonly [RegExp, string])[] = [
  [/\$\{[^}]*(,,|\^\^)\}/, 'x="§{name,,}"'],
  [/\b(declare|local|typeset) -[a-zA-Z]*[An]/, 'declare -A map'],
  [/\b(mapfile|readarray)\b/, 'mapfile -t rows'],
  [/&>>|\|&/, 'run |& tee log'],
  [/\$\{[^}]*@[QEPAa]\}/, 'echo "§{x@Q}"'],
  [/\[\[ -v /, '[[ -v name ]]'],
  [/\bwait -n\b/, 'wait -n'],
  [/printf '%\([^)]*\)T'/, "printf '%(%s)T'"],
  [/\bshopt -s (globstar|lastpipe|inherit_errexit)/, 'shopt -s lastpipe'],
  [/;;&|;&/, 'a) b ;;&'],
]

/** What GNU has and macOS has not. */
const gnuOnly: readonly (readonly [RegExp, string])[] = [
  [/\bsed -i\b/, 'sed -i s/a/b/ file'],
  [/\bsed -r\b/, 'sed -r s/a/b/'],
  [/\bgrep -[a-zA-Z]*P/, 'grep -oP x'],
  [/\b(timeout|realpath|sha1sum|sha256sum|nproc|tac) /, 'timeout 5 az'],
  [/\breadlink -f\b/, 'readlink -f x'],
  [/\bdate -d\b/, 'date -d yesterday'],
  [/\bsort -V\b/, 'sort -V'],
  [/\bbase64 -w/, 'base64 -w0'],
  [/\bhead -n -/, 'head -n -1'],
]

describe('the sources of azdeploy.sh', () => {
  needing('shellcheck').test('shellcheck finds nothing, in any file it reads', () => {
    expect(lint('shellcheck', ['-x', '-a', '-S', 'style', 'azdeploy.sh'])).toEqual({ status: 0, output: '' })
    expect(lint('shellcheck', ['-x', '-a', '-S', 'warning', 'test/deploy/script/fake/tool.sh'])).toEqual({
      status: 0,
      output: '',
    })
  })

  test('every part is read by the entry, so that shellcheck sees it', () => {
    const read = [...sourceOf('azdeploy.sh').matchAll(/^ {2}\. "\$root\/(infra\/scripts\/\w+\.sh)"$/gm)].map(
      ([, path]) => path,
    )
    expect(read.sort()).toEqual(product.slice(1))
  })

  needing('shfmt').test('shfmt changes nothing', () => {
    expect(lint('shfmt', ['-i', '2', '-ci', '-d', ...product, ...fakes])).toEqual({ status: 0, output: '' })
  })

  test('nothing is newer than bash 3.2, and nothing is GNU only', () => {
    for (const [pattern, example] of [...newerBash, ...gnuOnly]) {
      expect(example.replace('§', '$')).toMatch(pattern)
      for (const file of product) expect(code(file), `${file}: ${pattern}`).not.toMatch(pattern)
    }
  })

  test('nothing is evaluated, no trace can print a secret, and the user’s azd is never named', () => {
    for (const file of product) {
      expect(code(file), file).not.toMatch(/\beval\b|set -x|\.azd\b(?!eploy)/)
    }
  })

  test('a pattern of the failure table has no bounded repetition, which could make the matcher run for ever', () => {
    const table = sourceOf('infra/failures.tsv')
    expect(table.split('\n').length).toBeGreaterThan(20)
    expect(table).not.toMatch(/\{\d{2,},?\d*\}|\{\d+,\d{2,}\}/)
  })

  test('every class of the failure table has a pattern, an explanation and a remedy that exists, once', () => {
    const rows = sourceOf('infra/failures.tsv')
      .trim()
      .split('\n')
      .map((row) => row.split('\t'))
    for (const row of rows)
      expect(row.slice(0, 3)).toEqual([
        expect.stringMatching(/^[a-z-]+$/),
        expect.any(String),
        expect.stringMatching(/\.$/),
      ])
    expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length)
    // A remedy is a function of the script and its arguments, or none.
    for (const [name, , , remedy = ''] of rows) {
      if (remedy !== '-') expect(functions, name).toContain(remedy.split(' ')[0])
    }
  })

  test('rg and location come first, the entry can be started, and no file is longer than 250 lines', () => {
    expect(sourceOf('azdeploy.sh').split('\n').slice(0, 5).join('\n')).toMatch(
      /^#!\/usr\/bin\/env bash\n#.*\n\nrg="[^"]+".*\nlocation="[^"]+"/,
    )
    expect(statSync(resolve(root, 'azdeploy.sh')).mode & 0o111).not.toBe(0)
    for (const file of [...product, ...fakes]) expect(sourceOf(file).split('\n').length, file).toBeLessThanOrEqual(250)
  })

  test('the options of the help are the options of the script', () => {
    const [, options = ''] = /\n\n( {2}--rg [\s\S]*?)\n\n/.exec(sourceOf('infra/usage.txt')) ?? []
    const help = new Set(options.match(/(?<=\s)--[a-z-]+/g) ?? [])
    const known = new Set(sourceOf('infra/flags.tsv').match(/^--[a-z-]+/gm) ?? [])
    known.delete('--no-colour')
    known.add('--help')
    expect([...known].sort()).toEqual([...help].sort())
  })
})
