/** The parser reads the part of Bicep that the template uses, and names the line of what it cannot read. */

import { describe, expect, test } from 'vitest'
import { follow, originOf } from './follow.ts'
import { parseBicep } from './language/statements.ts'
import type { Expression, Statement } from './language/syntax.ts'
import { openWorld, outputsOf } from './world.ts'

const parseValue = (text: string): Expression => {
  const [statement] = parseBicep(`var value = ${text}`)
  if (statement?.kind !== 'var') throw new Error('not a variable')
  return statement.value
}

const only = (text: string): Statement => {
  const statements = parseBicep(text)
  expect(statements).toHaveLength(1)
  return statements[0] as Statement
}

describe('parseBicep', () => {
  test('reads a string with nested interpolation', () => {
    const value = parseValue(`'a\${empty('b\${c}') ? 'd' : e.f}g'`)
    expect(value).toMatchObject({ kind: 'string', parts: ['a', { kind: 'choice' }, 'g'] })
  })

  test('reads an escaped dollar and quote as text', () => {
    expect(parseValue(`'it\\'s \\\${no}'`)).toMatchObject({ parts: [`it's \${no}`] })
  })

  test('binds && tighter than ||, == tighter than &&, and a choice loosest', () => {
    expect(parseValue('a || b && c == d ? 1 : 2')).toMatchObject({
      kind: 'choice',
      condition: {
        operator: '||',
        right: { operator: '&&', right: { operator: '==' } },
      },
    })
  })

  test('reads arithmetic from the left', () => {
    expect(parseValue('a * 60 / 100')).toMatchObject({ operator: '/', left: { operator: '*' }, right: { value: 100 } })
  })

  test('reads a choice over several lines', () => {
    expect(parseValue('a\n  ? b\n  : c')).toMatchObject({ kind: 'choice', yes: { name: 'b' }, no: { name: 'c' } })
  })

  test('reads items parted by commas, new lines or both, with comments between', () => {
    expect(parseValue('[\n  1 // one\n  2, 3\n]')).toMatchObject({ items: [{ value: 1 }, { value: 2 }, { value: 3 }] })
  })

  test('reads access chains, calls on them and lambdas', () => {
    expect(parseValue('a!.outputs.b[0].list()')).toMatchObject({ kind: 'call', name: 'list', of: { kind: 'index' } })
    expect(parseValue('map(a, one => { b: one })')).toMatchObject({ args: [{}, { kind: 'lambda', params: ['one'] }] })
  })

  test('reads conditional, looping and existing resources', () => {
    expect(only("resource a 'P/t@1' = if (b) {\n}")).toMatchObject({ condition: { name: 'b' }, existing: false })
    expect(only("resource a 'P/t@1' existing = {\n}")).toMatchObject({ type: 'P/t', apiVersion: '1', existing: true })
    expect(only("resource a 'P/t@1' = [for (x, i) in list: if (x) {\n}]")).toMatchObject({
      body: { kind: 'for', item: 'x', index: 'i', condition: { name: 'x' } },
    })
  })

  test('reads decorators onto the next statement', () => {
    expect(only("@secure()\n@description('d')\nparam a string")).toMatchObject({
      decorators: [{ name: 'secure' }, { name: 'description' }],
    })
  })

  test.each([
    ["var a = 'open", 'Line 1'],
    ['\n\nvar a = [1 2]', 'Line 3'],
    ['var a = {\n  b: 1\n', 'Line 3'],
    ['var a = 1 var b = 2', 'new line'],
    ["resource a 'P/t' = {\n}", 'version'],
    ["resource a 'P/t@1' = b", 'body'],
    ["var a = '\\q'", 'escape'],
    ['var a = ^', 'no meaning'],
    ['thing a = 1', 'starts no statement'],
    ['var a = (1', 'Expected ")"'],
  ])('refuses %j', (text, says) => {
    expect(() => parseBicep(text)).toThrow(says)
  })
})

describe('follow', () => {
  const sources = {
    'main.bicep': `param choice bool
var names = { first: 'x' }
module inner 'inner.bicep' = {
  params: { given: choice ? names.first : 'y' }
}
output through string = inner.outputs.back
output id string = inner.outputs.owner`,
    'inner.bicep': `param given string
resource thing 'P/t@1' = { name: given }
output back string = given
output owner string = thing.properties.id`,
  }
  const { world, problems } = openWorld(sources)
  const originsOf = (name: string): string[] => {
    const main = world.get('main.bicep')
    const output = main && outputsOf(main).find((one) => one.name === name)
    return main && output ? follow(world, main, output.value).map(originOf) : []
  }

  test('leads through an output, a parameter, both branches and a variable to the literals', () => {
    expect(problems).toEqual([])
    expect(originsOf('through')).toEqual(['text:x', 'text:y'])
  })

  test('ends at a property of a resource and names its type', () => {
    expect(originsOf('id')).toEqual(['P/t:properties.id'])
  })
})
