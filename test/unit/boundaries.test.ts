/** Holds the direction of dependencies and the purity of pure files, where the compiler cannot. */

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Each zone, longest path first, and what its files may import: other zones, or packages by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/emulator': [
    'server/emulator',
    // Its command alone.
    'server/config/env-file.ts',
    'server/place.ts',
    'server/upgrade.ts',
    'server/voicelive',
    'server/clock.ts',
    'shared',
    'hono',
    'zod',
    'soundswallower',
    '@echogarden/',
    'node:',
  ],
  'server/observe': ['server/observe', 'shared', 'node:'],
  'server/voicelive': ['server/voicelive', 'zod'],
  'server/session': [
    'server/session',
    'server/voicelive',
    'server/upstream/port.ts',
    'server/agent/user-choice.ts',
    'server/observe',
    'shared',
  ],
  'server/relay': [
    'server/relay',
    'server/session',
    'server/tools',
    'server/upstream/port.ts',
    'server/access',
    'server/observe',
    'shared',
    'hono',
    'node:',
  ],
  'server/agent': ['server/agent', 'server/voicelive', 'server/tools', 'server/text', 'shared', 'zod', 'node:'],
  'server/config': [
    'server/config',
    'server/agent',
    'server/access',
    'server/tools',
    'server/text',
    'shared',
    'zod',
    'node:',
  ],
  'server/access': ['server/access', 'server/observe', 'shared', 'hono', 'zod', 'node:'],
  'server/text': ['node:'],
  'server/tools': ['server/tools', 'server/voicelive', 'shared', 'zod', 'node:'],
  'server/upstream': [
    'server/upstream',
    'server/voicelive',
    'server/clock.ts',
    'server/observe/allowance.ts',
    'shared/clock.ts',
    'ws',
    'node_modules/ws',
    'https-proxy-agent',
    '@azure/identity',
    'node:',
  ],
  server: ['server', 'shared', 'hono', 'zod', 'node:'],
  'client/state': [
    'client/state',
    'client/audio/types.ts',
    'client/audio/worklet-messages.ts',
    'client/i18n/languages.ts',
    'shared',
  ],
  'client/audio': ['client/audio', 'shared'],
  'client/ports': ['client/ports', 'client/audio', 'client/state', 'client/i18n/languages.ts', 'shared', 'zod'],
  'client/i18n': ['client/i18n', 'client/state', 'shared'],
  'client/features': ['client/view', 'client/state', 'client/i18n', 'shared'],
  'client/view': ['client/view', 'client/features', 'client/state', 'client/i18n', 'shared'],
  client: ['client', 'shared', 'zod'],
  shared: ['shared', 'zod'],
}

/** The only files that name a runtime, and the packages that only they may use. */
const runtimeFiles = new Set(['server/node.ts', 'server/deno.ts', 'server/bun.ts', 'server/emulator/cli.ts'])
const runtimePackages = ['@hono/node-server', 'hono/deno', 'hono/bun', 'ws']

/** Tools, not product: they run on the builder's machine. */
const buildFiles = new Set(['client/build.ts', 'client/dev.ts', 'client/watched.ts', 'server/bundle/build.ts'])

const pureFiles = [
  'shared/**/*.ts',
  'client/state/**/*.ts',
  'server/session/**/*.ts',
  'server/relay/**/*.ts',
  'server/agent/**/*.ts',
  'server/emulator/engine/**/*.ts',
]
/** Shells inside the pure folders: they perform effects. */
const shells = new Set(['server/relay/call.ts', 'server/relay/route.ts'])
const world =
  /\b(WebSocket|document|window|process|Deno|Bun|fetch|setTimeout|setInterval|queueMicrotask|performance|crypto)\b(?!['"`:])|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/

const zoneOf = (file: string): string | undefined => Object.keys(allowed).find((zone) => file.startsWith(`${zone}/`))
const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
const withoutStrings = (source: string): string => source.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

const importsOf = (source: string): string[] =>
  [...withoutComments(source).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)].flatMap(
    (match) => match[1] ?? [],
  )

const isAllowed = (file: string, specifier: string): boolean => {
  if (buildFiles.has(file)) return true
  if (runtimePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
    return runtimeFiles.has(file) || (specifier === 'ws' && file.startsWith('server/upstream/'))
  const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier
  return (allowed[zoneOf(file) ?? ''] ?? []).some(
    (name) => target === name || target.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`),
  )
}

const forbiddenImports = (file: string, source: string): string[] =>
  importsOf(source)
    .filter((specifier) => !isAllowed(file, specifier))
    .map((specifier) => `${file} -> ${specifier}`)

const touchedWorld = (file: string, source: string): string[] => {
  const hit = world.exec(withoutStrings(withoutComments(source)))
  return hit ? [`${file} touches ${hit[0]}`] : []
}

/** A way from the file back to itself, type-only imports included; empty if there is none. */
function circleFrom(file: string, imports: (file: string) => readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const walk = (way: readonly string[]): readonly string[] => {
    for (const next of imports(way.at(-1) ?? file)) {
      if (next === file) return way
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk([...way, next])
      if (found.length > 0) return found
    }
    return []
  }
  return walk([file])
}

const sources = (patterns: string[]): string[] => globSync(patterns).sort()
const read = (file: string): string => readFileSync(file, 'utf8')

describe('boundaries', () => {
  test('every import goes the allowed way', () => {
    const files = sources(['shared/**/*.ts', 'client/**/*.ts', 'server/**/*.ts'])
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => forbiddenImports(file, read(file)))).toEqual([])
  })

  test('no import goes in a circle, and none of types only', () => {
    const files = sources(['shared/**/*.ts', 'client/**/*.ts', 'server/**/*.ts'])
    const imports = new Map(
      files.map((file) => [
        file,
        importsOf(read(file)).flatMap((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : [])),
      ]),
    )
    expect(
      files.map((file) => circleFrom(file, (of) => imports.get(of) ?? [])).filter((way) => way.length > 0),
    ).toEqual([])
  })

  test('simulated calls run on the product itself, and on nothing of other tests', () => {
    const files = sources(['test/simulation/**/*.ts']).filter((file) => !file.endsWith('mutants/mutants.ts'))
    const foreign = files.flatMap((file) =>
      importsOf(read(file))
        .map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name))
        .filter((name) => !/^(test\/simulation|server|client|shared|tools|node:)|^(ws|vitest)$/.test(name)),
    )
    expect(foreign).toEqual([])
  })

  test('the service is dialled with the package ws by its path, for its name is another class on Bun', () => {
    const byName = /^import (?!type\b).*from 'ws'/m
    expect(sources(['server/upstream/**/*.ts']).filter((file) => byName.test(read(file)))).toEqual([])
  })

  test('pure files touch no world', () => {
    const files = sources(pureFiles).filter((file) => !shells.has(file))
    expect(files.flatMap((file) => touchedWorld(file, read(file)))).toEqual([])
  })

  test('only the runtime entries name a runtime', () => {
    const files = sources(['server/**/*.ts']).filter((file) => !runtimeFiles.has(file) && !buildFiles.has(file))
    const named = files.filter((file) => /\b(?:Deno|Bun)\./.test(withoutStrings(withoutComments(read(file)))))
    expect(named).toEqual([])
  })

  test('no source file is longer than 250 lines', () => {
    const long = sources(['shared/**/*.ts', 'client/**/*.ts', 'server/**/*.ts']).filter(
      (file) => read(file).split('\n').length > 251,
    )
    expect(long).toEqual([])
  })

  test('a planted fault is found', () => {
    const circle: Readonly<Record<string, readonly string[]>> = { a: ['b', 'c'], b: ['c'], c: ['d', 'a'] }
    expect(circleFrom('a', (file) => circle[file] ?? [])).toEqual(['a', 'b', 'c'])
    expect(circleFrom('d', (file) => circle[file] ?? [])).toEqual([])
    expect(forbiddenImports('client/state/reduce.ts', "import { x } from '../../server/app.ts'")).toHaveLength(1)
    expect(forbiddenImports('server/emulator/app.ts', "import { x } from '../upstream/azure.ts'")).toHaveLength(1)
    expect(forbiddenImports('server/app.ts', "import { serve } from '@hono/node-server'")).toHaveLength(1)
    expect(touchedWorld('client/state/reduce.ts', 'const later = setTimeout(go, 1)')).toHaveLength(1)
    expect(touchedWorld('client/state/reduce.ts', "// setTimeout\nconst name = 'document'")).toEqual([])
  })
})
