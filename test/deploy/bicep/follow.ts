/** Follows an expression through variables, parameters, modules and loops to where its value is written. */

import { type Expression, literalText, type Resource } from './language/syntax.ts'
import { type BicepFile, bodyOf, callersOf, moduleFile, outputsOf, valueAt, type World } from './world.ts'

/** Names that a loop or lambda binds, each to the list that it runs over. */
type Bindings = ReadonlyMap<string, Expression>

/** The end of a trail: an expression that leads no further, and the file it stands in. */
export type Leaf = Readonly<{ file: BicepFile; expression: Expression }>

const noBindings: Bindings = new Map()

/**
 * Every place that an expression's value may come from. Both branches of a choice count, and so does every caller of a
 * module. What cannot be followed (calls, resource properties, parameters of main.bicep) is a leaf itself.
 */
export function follow(
  world: World,
  file: BicepFile,
  expression: Expression,
  bindings: Bindings = noBindings,
): readonly Leaf[] {
  const go = (next: Expression, where = file): readonly Leaf[] =>
    follow(world, where, next, where === file ? bindings : noBindings)
  switch (expression.kind) {
    case 'name':
      return followName(world, file, expression.name, bindings) ?? [{ file, expression }]
    case 'choice':
      return [...go(expression.yes), ...go(expression.no)]
    case 'notNull':
      return go(expression.of)
    case 'member':
      return followMember(world, file, expression, bindings) ?? [{ file, expression }]
    default:
      return [{ file, expression }]
  }
}

const followName = (world: World, file: BicepFile, name: string, bindings: Bindings): readonly Leaf[] | undefined => {
  const list = bindings.get(name)
  if (list) return itemsOf(world, file, list)
  const declaration = file.declarations.get(name)
  if (declaration?.kind === 'var') return follow(world, file, declaration.value)
  if (declaration?.kind !== 'param') return undefined
  const values = callersOf(world, file).map((caller) => ({
    file: caller.file,
    value: valueAt(bodyOf(caller.module), `params.${name}`),
  }))
  if (values.length === 0) return undefined
  return values.flatMap(({ file: from, value }) => {
    if (value) return follow(world, from, value)
    return declaration.standard ? follow(world, file, declaration.standard) : []
  })
}

const itemsOf = (world: World, file: BicepFile, list: Expression): readonly Leaf[] =>
  follow(world, file, list).flatMap(({ file: where, expression }) =>
    expression.kind === 'array' ? expression.items.flatMap((item) => follow(world, where, item)) : [],
  )

const followMember = (
  world: World,
  file: BicepFile,
  expression: Expression & { kind: 'member' },
  bindings: Bindings,
): readonly Leaf[] | undefined => {
  const output = moduleOutput(world, file, expression)
  if (output) return follow(world, output.file, output.value)
  if (expression.of.kind !== 'name') return undefined
  const owner = file.declarations.get(expression.of.name)
  if (!bindings.has(expression.of.name) && owner?.kind !== 'var' && owner?.kind !== 'param') return undefined
  const values = follow(world, file, expression.of, bindings).flatMap((leaf) => {
    const value = valueAt(leaf.expression, expression.name)
    return value ? follow(world, leaf.file, value) : []
  })
  return values.length > 0 ? values : undefined
}

/** The module output that `x.outputs.y` names; undefined for every other expression. */
export function moduleOutput(
  world: World,
  file: BicepFile,
  expression: Expression,
): { file: BicepFile; value: Expression; type: string } | undefined {
  if (expression.kind !== 'member' || expression.of.kind !== 'member' || expression.of.name !== 'outputs') return
  const module = nameBehind(expression.of.of)
  const declaration = module === undefined ? undefined : file.declarations.get(module)
  if (declaration?.kind !== 'module') return
  const target = moduleFile(world, file, declaration)
  const output = target && outputsOf(target).find(({ name }) => name === expression.name)
  return target && output && { file: target, value: output.value, type: output.type }
}

/** `x` of `x`, `x!` and `x[1]`. */
export function nameBehind(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name
  return expression.kind === 'notNull' || expression.kind === 'index' ? nameBehind(expression.of) : undefined
}

/** The names that a resource's own loop binds. */
export const loopBindings = (resource: Resource): Bindings =>
  resource.body.kind === 'for' ? new Map([[resource.body.item, resource.body.over]]) : noBindings

/** A leaf in words: `text:…`, `number:…`, `boolean:…`, `param:…`, `Provider/type:properties.path`, or the kind of it. */
export function originOf({ file, expression }: Leaf): string {
  const text = literalText(expression)
  if (text !== undefined) return `text:${text}`
  if (expression.kind === 'number' || expression.kind === 'boolean') return `${expression.kind}:${expression.value}`
  if (expression.kind === 'name') return `${file.declarations.get(expression.name)?.kind ?? 'name'}:${expression.name}`
  if (expression.kind === 'call') return `call:${expression.name}`
  return expression.kind === 'member' ? resourcePath(file, expression) : expression.kind
}

const resourcePath = (file: BicepFile, expression: Expression, path: readonly string[] = []): string => {
  if (expression.kind === 'member') return resourcePath(file, expression.of, [expression.name, ...path])
  const owner = file.declarations.get(nameBehind(expression) ?? '')
  return `${owner?.kind === 'resource' ? owner.type : 'member'}:${path.join('.')}`
}

/** The origins of everything that a property of a resource may be; empty when the property is not written. */
export function originsAt(world: World, file: BicepFile, resource: Resource, path: string): string[] {
  const value = valueAt(bodyOf(resource), path)
  return value ? follow(world, file, value, loopBindings(resource)).map(originOf) : []
}
