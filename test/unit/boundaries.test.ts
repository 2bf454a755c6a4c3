/** Holds the direction of dependencies and the purity of pure files, where the compiler cannot. */

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Each zone, longest path first, and what its files may import: other zones, or packages by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'server/emulator': [
    'server/emulator',
    // Its command alone.
    'server/config/allowed-hosts.ts',
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

/**
 * Entries hand the whole environment on, to `server/config`. Two files touch a variable themselves: the sign-in writes NO_PROXY, which
 * the library of Azure reads for itself, and the bundler writes the commit into what it bundles.
 */
const environment = /\bprocess\.env\b|\b(?:Deno|Bun)\.env\b|\{[^}]*\benv\b[^}]*\} from 'node:process'/
const entries = ['server/serve.ts', 'server/cli/', 'server/emulator/cli.ts', 'client/dev.ts']
const ownVariables = ['server/upstream/entra.ts', 'server/bundle/build.ts']

const readEnvironment = (file: string, source: string): string[] => {
  const code = withoutComments(source)
  if (ownVariables.includes(file) || !environment.test(code)) return []
  const isHandedOn = entries.some((entry) => file.startsWith(entry)) && !/\benv(?:\.|\[|\?\.)/.test(code)
  return isHandedOn ? [] : [`${file} reads the environment`]
}

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

/** Places where six lines in a row are those of another place, as pairs of files. */
function equalPieces(files: readonly string[], text: (file: string) => string): readonly string[] {
  const first = new Map<string, Readonly<{ file: string; at: number }>>()
  const pairs = new Set<string>()
  for (const file of files) {
    const lines = text(file)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('import '))
    for (let at = 0; at + 6 <= lines.length; at++) {
      const piece = lines.slice(at, at + 6).join('\n')
      const known = first.get(piece)
      if (!known) first.set(piece, { file, at })
      else if (known.file !== file || at - known.at >= 6) pairs.add(`${known.file} = ${file}`)
    }
  }
  return [...pairs].sort()
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

  test('only the configuration reads the environment, which the entries hand to it', () => {
    const files = sources(['{shared,client,server,agents,tools}/**/*.{ts,cjs}'])
    expect(files.flatMap((file) => readEnvironment(file, read(file)))).toEqual([])
    expect([...ownVariables, ...entries].filter((file) => !files.some((one) => one.startsWith(file)))).toEqual([])
  })

  test('only the runtime entries name a runtime', () => {
    const files = sources(['server/**/*.ts']).filter((file) => !runtimeFiles.has(file) && !buildFiles.has(file))
    const named = files.filter((file) => /\b(?:Deno|Bun)\./.test(withoutStrings(withoutComments(read(file)))))
    expect(named).toEqual([])
  })

  test('no piece of six lines stands in two places, but for those that are alike by chance', () => {
    expect(equalPieces(sources(['{shared,client,server,tools}/**/*.{ts,css,html}']), read)).toEqual(
      [
        // Rules of one selector in two media queries.
        'client/styles/smallest.css = client/styles/widths.css',
        // The page reads JSON by itself, for its core is counted in bytes.
        'client/ports/socket.ts = shared/parse-json.ts',
        // One event, sent at once or when its dial lets it go.
        'server/emulator/engine/answer.ts = server/emulator/engine/input.ts',
      ].sort(),
    )
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
    expect(readEnvironment('server/access/access.ts', 'const { HOST } = process.env')).toHaveLength(1)
    expect(readEnvironment('server/serve.ts', 'configure(process.env)')).toEqual([])
    expect(readEnvironment('server/serve.ts', 'const host = process.env.HOST')).toHaveLength(1)
    expect(equalPieces(['a', 'b'], (file) => `${file}\n1\n2\n3\n\n4\n5\n6`)).toEqual(['a = b'])
    expect(touchedWorld('client/state/reduce.ts', 'const later = setTimeout(go, 1)')).toHaveLength(1)
    expect(touchedWorld('client/state/reduce.ts', "// setTimeout\nconst name = 'document'")).toEqual([])
  })
})
