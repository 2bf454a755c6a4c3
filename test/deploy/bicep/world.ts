/** All Bicep files of a folder, parsed, and the way problems in them are told. */

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseBicep } from './language/statements.ts'
import {
  type Declaration,
  type Expression,
  expressionsOf,
  literalText,
  type Module,
  type ObjectExpression,
  type Output,
  type Param,
  type Resource,
  type Statement,
  withDescendants,
} from './language/syntax.ts'

/** One broken rule: `rule` is stable and tested, `at` is file:line, `says` is what is wrong and why it matters. */
export type Problem = Readonly<{ rule: string; at: string; says: string }>

export type BicepFile = Readonly<{
  path: string
  statements: readonly Statement[]
  declarations: ReadonlyMap<string, Declaration>
}>

/** Files by their path inside the folder; `main.bicep` is the entry. */
export type World = ReadonlyMap<string, BicepFile>

export type Sources = Readonly<Record<string, string>>

/** The texts of every .bicep file under a folder, by path inside it. */
export function readSources(folder: string): Sources {
  const paths = globSync('**/*.bicep', { cwd: folder }).sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Parses every file. A file that does not parse is left out and told as a problem. */
export function openWorld(sources: Sources): { world: World; problems: Problem[] } {
  const world = new Map<string, BicepFile>()
  const problems: Problem[] = []
  for (const [path, text] of Object.entries(sources)) {
    try {
      const statements = parseBicep(text)
      const declarations = new Map(statements.filter(isDeclaration).map((one) => [one.name, one]))
      world.set(path, { path, statements, declarations })
    } catch (error) {
      problems.push({ rule: 'syntax', at: path, says: error instanceof Error ? error.message : String(error) })
    }
  }
  return { world, problems }
}

const isDeclaration = (statement: Statement): statement is Declaration =>
  statement.kind !== 'output' && statement.kind !== 'targetScope'

export const problem = (rule: string, file: BicepFile, line: number, says: string): Problem => ({
  rule,
  at: `${file.path}:${line}`,
  says,
})

export const paramsOf = (file: BicepFile): Param[] => file.statements.filter((one) => one.kind === 'param')
export const outputsOf = (file: BicepFile): Output[] => file.statements.filter((one) => one.kind === 'output')
export const modulesOf = (file: BicepFile): Module[] => file.statements.filter((one) => one.kind === 'module')
export const resourcesOf = (file: BicepFile): Resource[] => file.statements.filter((one) => one.kind === 'resource')

/** Every resource that is created (not only referred to), with its file; of one type when given. */
export const createdResources = (world: World, type?: string): { file: BicepFile; resource: Resource }[] =>
  [...world.values()].flatMap((file) =>
    resourcesOf(file)
      .filter((resource) => !resource.existing && (type === undefined || resource.type === type))
      .map((resource) => ({ file, resource })),
  )

/** The { } of a resource or module, inside its loop if it has one. */
export function bodyOf(declaration: Resource | Module): ObjectExpression {
  const body = declaration.body.kind === 'for' ? declaration.body.body : declaration.body
  return body.kind === 'object' ? body : { kind: 'object', properties: [], line: declaration.line }
}

/** The value at a dotted path of nested objects; undefined when it is not written there. */
export function valueAt(expression: Expression | undefined, path: string): Expression | undefined {
  return path.split('.').reduce<Expression | undefined>((value, key) => {
    if (value?.kind !== 'object') return undefined
    return value.properties.find((property) => property.key === key)?.value
  }, expression)
}

/** The file that a module statement leads to; undefined when there is none. */
export const moduleFile = (world: World, from: BicepFile, module: Module): BicepFile | undefined =>
  world.get(normalize(join(dirname(from.path), module.path)))

/** Every module statement that leads to this file, with the file it stands in. */
export const callersOf = (world: World, file: BicepFile): { file: BicepFile; module: Module }[] =>
  [...world.values()].flatMap((from) =>
    modulesOf(from)
      .filter((module) => moduleFile(world, from, module) === file)
      .map((module) => ({ file: from, module })),
  )

/** Every expression of a file, at any depth. */
export const allExpressions = (file: BicepFile): Expression[] =>
  file.statements.flatMap((statement) => expressionsOf(statement).flatMap(withDescendants))

/** True when a parameter is decorated with @secure(). */
export const isSecure = (param: Param): boolean => param.decorators.some(({ name }) => name === 'secure')

/** Every plain string of a file, at any depth, with its line. */
export const allTexts = (file: BicepFile): { text: string; line: number }[] =>
  allExpressions(file).flatMap((expression) => {
    if (expression.kind !== 'string') return []
    const text = literalText(expression) ?? expression.parts.filter((part) => typeof part === 'string').join('*')
    return [{ text, line: expression.line }]
  })
