/** The seams between files: parameters given are declared and of their type, and outputs that are read exist. */

import { moduleOutput, nameBehind } from '../follow.ts'
import { type Expression, type Module, type Param, withDescendants } from '../language/syntax.ts'
import {
  allExpressions,
  type BicepFile,
  bodyOf,
  isSecure,
  moduleFile,
  modulesOf,
  outputsOf,
  type Problem,
  paramsOf,
  problem,
  valueAt,
  type World,
} from '../world.ts'

/** What calls give back, where it is always the same. */
const callTypes: Readonly<Record<string, string>> = {
  base64ToString: 'string',
  empty: 'bool',
  guid: 'string',
  startsWith: 'bool',
  string: 'string',
  toLower: 'string',
  uniqueString: 'string',
}

/** Wrong paths, missing or unknown parameters, mismatched types, unknown outputs, modules that nobody uses. */
export function checkModules(world: World): Problem[] {
  return [...world.values()].flatMap((file) => [
    ...modulesOf(file).flatMap((module) => checkModule(world, file, module)),
    ...allExpressions(file).flatMap((expression) => checkOutputRead(world, file, expression)),
    ...checkOutputTypes(world, file),
    ...checkReached(world, file),
  ])
}

const checkModule = (world: World, file: BicepFile, module: Module): Problem[] => {
  const target = moduleFile(world, file, module)
  if (!target) return [problem('module-path', file, module.line, `${module.path} does not exist.`)]
  const params = valueAt(bodyOf(module), 'params')
  const given = params?.kind === 'object' ? params.properties : []
  const declared = paramsOf(target)
  const missing = declared.filter((param) => !param.standard && !given.some(({ key }) => key === param.name))
  return [
    ...missing.map(({ name }) =>
      problem(
        'module-param-missing',
        file,
        module.line,
        `${module.path} needs ${name}, which ${module.name} does not give.`,
      ),
    ),
    ...given.flatMap(({ key, value, line }) => {
      const param = declared.find(({ name }) => name === key)
      if (!param) return [problem('module-param-unknown', file, line, `${module.path} has no parameter ${key}.`)]
      return checkGiven(world, file, param, value, line)
    }),
  ]
}

const checkGiven = (world: World, file: BicepFile, param: Param, value: Expression, line: number): Problem[] => {
  const type = typeOf(world, file, value)
  const wrongType = type !== undefined && !isAssignable(type, param.type)
  const leaks = !isSecure(param) && withDescendants(value).some((one) => isSecureName(file, one))
  return [
    ...(wrongType
      ? [problem('module-param-type', file, line, `${param.name} is a ${param.type}, not a ${type}.`)]
      : []),
    ...(leaks
      ? [problem('secure-param-leak', file, line, `${param.name} gets a secure value but is not @secure().`)]
      : []),
  ]
}

const isSecureName = (file: BicepFile, expression: Expression): boolean => {
  const param = expression.kind === 'name' ? file.declarations.get(expression.name) : undefined
  return param?.kind === 'param' && isSecure(param)
}

const isAssignable = (type: string, wanted: string): boolean =>
  type === wanted || (type === 'array' && wanted.endsWith('[]')) || (wanted === 'array' && type.endsWith('[]'))

/** The type of an expression where that is plain; undefined where only the compiler could tell. */
const typeOf = (world: World, file: BicepFile, expression: Expression): string | undefined => {
  switch (expression.kind) {
    case 'string':
    case 'object':
    case 'array':
      return expression.kind
    case 'number':
      return 'int'
    case 'boolean':
    case 'not':
      return 'bool'
    case 'call':
      return callTypes[expression.name]
    case 'choice':
      return typeOf(world, file, expression.yes) ?? typeOf(world, file, expression.no)
    case 'member':
      return moduleOutput(world, file, expression)?.type
    case 'name': {
      const declaration = file.declarations.get(expression.name)
      if (declaration?.kind === 'param') return declaration.type
      return declaration?.kind === 'var' ? typeOf(world, file, declaration.value) : undefined
    }
    default:
      return undefined
  }
}

const checkOutputRead = (world: World, file: BicepFile, expression: Expression): Problem[] => {
  if (expression.kind !== 'member' || expression.of.kind !== 'member' || expression.of.name !== 'outputs') return []
  if (moduleOutput(world, file, expression)) return []
  const from = nameBehind(expression.of.of) ?? 'something'
  return [problem('module-output-unknown', file, expression.line, `${from} has no output ${expression.name}.`)]
}

const checkOutputTypes = (world: World, file: BicepFile): Problem[] =>
  outputsOf(file).flatMap(({ name, type, value, line }) => {
    const found = typeOf(world, file, value)
    if (found === undefined || isAssignable(found, type)) return []
    return [problem('output-type', file, line, `${name} is declared ${type}, but its value is a ${found}.`)]
  })

const checkReached = (world: World, file: BicepFile): Problem[] => {
  const isReached =
    file.path === 'main.bicep' ||
    [...world.values()].some((from) => modulesOf(from).some((module) => moduleFile(world, from, module) === file))
  return isReached ? [] : [problem('module-unused', file, 1, 'No file uses this module.')]
}
