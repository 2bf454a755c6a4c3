/** Tools that somebody put into a folder: found without an edit here, and a sentence for each that cannot be one. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import { foldersOf } from '../../../../server/config/folders.ts'
import { loadTools } from '../../../../server/tools/load.ts'
import { createToolRunner } from '../../../../server/tools/runner.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tools-'))
})
afterAll(() => rmSync(root, { recursive: true }))

let count = 0
/** A folder with these files in it. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(count++))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const tool = (name: string, rest = 'run: () => 1') =>
  `export default { name: '${name}', description: 'Rolls.', ${rest} }`
const { signal } = new AbortController()

describe('tools in a folder', () => {
  test('of every kind of module are found; helpers, tests, types and data are not', async () => {
    const found = await loadTools([
      folderOf({
        'a.js': tool('a'),
        'b.mjs': tool('b'),
        'c.ts': `type Roll = { sides: number }\n${tool('c', 'run: ({ sides }: Roll) => sides')}`,
        'd.cjs': `module.exports = { name: 'd', description: 'Rolls.', run: () => 1 }`,
        'e.mts': tool('e'),
        'lib/helper.js': 'throw new Error("not a tool")',
        '_draft.js': 'throw new Error("not yet")',
        '.hidden.js': 'throw new Error("not to be seen")',
        'a.test.js': 'throw new Error("a test")',
        'types.d.ts': 'export type Roll = 1',
        'data.json': '{}',
        'README.md': '# Tools',
      }),
    ])
    expect(found.problems).toEqual([])
    expect(found.tools.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('go before those of the next folder, which stay', async () => {
    const own = folderOf({ 'sum.js': tool('calculate', "run: () => 'my own sum'") })
    const { tools, files, problems } = await loadTools(foldersOf({ TOOL_DIR: own }).tools)
    expect(problems).toEqual([])
    expect(files.get('calculate')).toBe(join(own, 'sum.js'))
    expect(tools.map(({ name }) => name)).toContain('get_current_time')
    expect(await createToolRunner(tools, systemClock)('calculate', '{}', signal)).toEqual({
      ok: true,
      output: 'my own sum',
    })
  })

  test('get what fits their schema, and a signal; the model gets the schema as it is', async () => {
    const parameters = `parameters: { type: 'object', properties: { sides: { type: 'integer', minimum: 2 } }, required: ['sides'] }`
    const { tools } = await loadTools([
      folderOf({ 'a.js': tool('a', `${parameters}, run: ({ sides }, { signal }) => [sides, signal.aborted]`) }),
    ])
    expect(tools[0]?.definition).toEqual({
      type: 'function',
      name: 'a',
      description: 'Rolls.',
      parameters: { type: 'object', properties: { sides: { type: 'integer', minimum: 2 } }, required: ['sides'] },
    })
    const run = createToolRunner(tools, systemClock)
    expect(await run('a', '{"sides":6}', signal)).toEqual({ ok: true, output: '[6,false]' })
    for (const wrong of ['{"sides":1}', '{"sides":"six"}', '{}'])
      expect((await run('a', wrong, signal)).output).toMatch(/^The arguments do not fit the schema/)
  })

  test('have themselves as this, objects of a class too', async () => {
    const { tools } = await loadTools([
      folderOf({
        'a.js': tool('a', 'sides: 6, run() { return this.sides }'),
        'b.js': `export default new (class { name = 'b'; description = 'x'; #sides = 8; run() { return this.#sides } })()`,
      }),
    ])
    const run = createToolRunner(tools, systemClock)
    expect(await run('a', '{}', signal)).toEqual({ ok: true, output: '6' })
    expect(await run('b', '{}', signal)).toEqual({ ok: true, output: '8' })
  })

  test('with words in their schema that we cannot check get any object', async () => {
    const { tools, problems } = await loadTools([
      folderOf({
        'a.js': tool('a', `parameters: { type: 'object', if: { type: 'object' } }, run: (args) => Object.keys(args)`),
      }),
    ])
    expect(problems).toEqual([])
    expect(await createToolRunner(tools, systemClock)('a', '{"x":1}', signal)).toEqual({ ok: true, output: '["x"]' })
  })
})

describe('what is no tool', () => {
  test.each([
    ['nothing exported', 'export const name = 1', 'its default export must be an object with name, description'],
    ['a function', 'export default () => 1', 'its default export must be an object with name, description'],
    ['a list', 'export default []', 'its default export must be an object with name, description'],
    ['no name', `export default { description: 'x', run: () => 1 }`, 'it must have a name, such as "roll_dice"'],
    ['a name with a blank', tool('roll dice'), 'its name must be 1 to 64 letters, digits, _ or -'],
    ['a name too long', tool('x'.repeat(65)), 'its name must be 1 to 64 letters'],
    ['no description', `export default { name: 'x', run: () => 1 }`, 'it must have a description'],
    ['an empty one', `export default { name: 'x', description: ' ', run: () => 1 }`, 'its description is empty'],
    ['no run', `export default { name: 'x', description: 'x' }`, 'it must have a function run(args)'],
    ['parameters as text', tool('x', `run: () => 1, parameters: '{}'`), 'its parameters must be a JSON Schema: {'],
    ['parameters of a list', tool('x', `run: () => 1, parameters: { type: 'array' }`), 'with "type": "object"'],
    ['parameters with a class', tool('x', `run: () => 1, parameters: { type: 'object', x: new Map() }`), 'plain JSON'],
    ['an error of syntax', 'export default {', 'yntax'],
    ['one without a place', `throw Object.assign(new SyntaxError('Odd'), { stack: '' })`, 'mine.js shows where'],
    ['an error of its own', 'throw new Error("no database here")', 'Error: no database here'],
    ['a package that is not there', `import 'no-such-package-here'`, 'no-such-package-here'],
  ])('%s is told with the file and the fix', async (_what, text, sentence) => {
    const folder = folderOf({ 'mine.js': text })
    const { tools, problems } = await loadTools([folder])
    expect(tools).toEqual([])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^The tool .*mine\.js cannot be used: /)
    expect(problems[0]).toContain(sentence)
  })

  test('two of one name are told, with both files', async () => {
    const { problems } = await loadTools([folderOf({ 'a.js': tool('same'), 'b.js': tool('same') })])
    expect(problems).toEqual([expect.stringMatching(/b\.js has the name same, as .*a\.js has; rename one\.$/)])
  })

  test('a module that never finishes loading is told', async () => {
    const { problems } = await loadTools([folderOf({ 'a.mjs': `await new Promise(() => {})\n${tool('a')}` })], 50)
    expect(problems).toEqual([expect.stringContaining('it was not loaded within 0.05 seconds')])
  })

  test('a folder that is not there is told', async () => {
    const { problems } = await loadTools([join(root, 'nowhere')])
    expect(problems).toEqual([
      expect.stringMatching(/^There is no folder of tools at .*nowhere; make it, or set TOOL_DIR/),
    ])
  })
})
