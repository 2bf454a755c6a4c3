/** Names: each one that is used is declared, each one declared is used, and every function is one that Bicep has. */

import { childrenOf, type Declaration, type Expression, expressionsOf, type Statement } from '../language/syntax.ts'
import { type BicepFile, type Problem, problem, type World } from '../world.ts'

/** Functions that these files may call, with the number of arguments they take. Source: the Bicep function reference. */
const functions: Readonly<Record<string, readonly [number, number]>> = {
  base64ToString: [1, 1],
  concat: [1, 99],
  empty: [1, 1],
  environment: [0, 0],
  filter: [2, 2],
  guid: [1, 99],
  items: [1, 1],
  map: [2, 2],
  replace: [3, 3],
  resourceGroup: [0, 2],
  startsWith: [2, 2],
  string: [1, 1],
  subscription: [0, 1],
  subscriptionResourceId: [2, 99],
  tenant: [0, 0],
  toLower: [1, 1],
  union: [2, 99],
  uniqueString: [1, 99],
}

const decorators = ['allowed', 'description', 'maxLength', 'maxValue', 'metadata', 'minLength', 'minValue', 'secure']

/** Unknown, unused and repeated names, and calls that cannot be right. */
export function checkSymbols(world: World): Problem[] {
  return [...world.values()].flatMap((file) => [
    ...file.statements.flatMap((statement) => checkStatement(file, statement)),
    ...repeated(file),
    ...unused(file),
  ])
}

const checkStatement = (file: BicepFile, statement: Statement): Problem[] => {
  if (statement.kind === 'targetScope') return []
  const unknown = statement.decorators.filter(({ name }) => !decorators.includes(name))
  return [
    ...unknown.map(({ name, line }) => problem('decorator-unknown', file, line, `@${name} is not used here.`)),
    ...expressionsOf(statement).flatMap((expression) => checkNames(file, expression, new Set())),
  ]
}

const checkNames = (file: BicepFile, expression: Expression, bound: ReadonlySet<string>): Problem[] => {
  const go = (next: Expression, more: readonly (string | undefined)[] = []): Problem[] =>
    checkNames(file, next, new Set([...bound, ...more.filter((name) => name !== undefined)]))
  switch (expression.kind) {
    case 'name': {
      if (bound.has(expression.name) || file.declarations.has(expression.name)) return []
      return [problem('symbol-unknown', file, expression.line, `${expression.name} is declared nowhere.`)]
    }
    case 'for': {
      const names = [expression.item, expression.index]
      const condition = expression.condition ? go(expression.condition, names) : []
      return [...go(expression.over), ...condition, ...go(expression.body, names)]
    }
    case 'lambda':
      return go(expression.body, expression.params)
    case 'call':
      return [...checkCall(file, expression), ...childrenOf(expression).flatMap((next) => go(next))]
    default:
      return childrenOf(expression).flatMap((next) => go(next))
  }
}

const checkCall = (file: BicepFile, call: Expression & { kind: 'call' }): Problem[] => {
  const { name, args, line } = call
  if (call.of)
    return [problem('function-unknown', file, line, `.${name}() is called on a resource; no such call is used.`)]
  const range = functions[name]
  if (!range) return [problem('function-unknown', file, line, `${name}() is no function that is used here.`)]
  const [least, most] = range
  if (args.length >= least && args.length <= most) return []
  return [
    problem('function-arguments', file, line, `${name}() takes ${least} to ${most} arguments, not ${args.length}.`),
  ]
}

const repeated = (file: BicepFile): Problem[] => {
  const seen = new Set<string>()
  return file.statements.flatMap((statement) => {
    if (statement.kind === 'targetScope') return []
    // Outputs have names of their own: an output and a variable may share one.
    const key = `${statement.kind === 'output' ? 'output' : 'name'}:${statement.name}`
    const again = seen.has(key)
    seen.add(key)
    return again ? [problem('symbol-repeated', file, statement.line, `${statement.name} is declared twice.`)] : []
  })
}

const unused = (file: BicepFile): Problem[] => {
  const used = new Set(file.statements.flatMap(expressionsOf).flatMap(namesIn))
  const mustBeUsed = (one: Declaration): boolean =>
    one.kind === 'param' || one.kind === 'var' || (one.kind === 'resource' && one.existing)
  return [...file.declarations.values()]
    .filter((one) => mustBeUsed(one) && !used.has(one.name))
    .map(({ name, line }) => problem('symbol-unused', file, line, `${name} is used nowhere.`))
}

const namesIn = (expression: Expression): string[] =>
  expression.kind === 'name' ? [expression.name] : childrenOf(expression).flatMap(namesIn)
