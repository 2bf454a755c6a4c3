/** Resources: of an allowed type, at its pinned api-version, with property names that the type knows. */

import { follow } from '../follow.ts'
import type { Expression, Resource } from '../language/syntax.ts'
import { type BicepFile, bodyOf, type Problem, problem, resourcesOf, type World } from '../world.ts'
import { type Shape, shapes } from './shapes.ts'

/** Types, versions and property names that are not in the table of shapes. */
export function checkResources(world: World): Problem[] {
  return [...world.values()].flatMap((file) =>
    resourcesOf(file).flatMap((resource) => checkResource(world, file, resource)),
  )
}

const checkResource = (world: World, file: BicepFile, resource: Resource): Problem[] => {
  const { type, apiVersion, line } = resource
  const shape = shapes[type]
  if (!shape)
    return [problem('resource-type', file, line, `${type} is not among the types that this template may create.`)]
  const stray =
    apiVersion === shape.apiVersion
      ? []
      : [problem('api-version', file, line, `${type} is pinned to ${shape.apiVersion}, not ${apiVersion}.`)]
  const body = bodyOf(resource)
  const hasName = body.properties.some(({ key }) => key === 'name')
  const nameless = hasName ? [] : [problem('resource-name', file, line, `${resource.name} has no name.`)]
  const placeless =
    resource.existing ||
    !shape.objects['']?.includes('location') ||
    body.properties.some(({ key }) => key === 'location')
      ? []
      : [problem('resource-location', file, line, `${resource.name} has no location.`)]
  return [...stray, ...nameless, ...placeless, ...checkProperties(world, file, shape, body, '')]
}

const checkProperties = (
  world: World,
  file: BicepFile,
  shape: Shape,
  expression: Expression,
  path: string,
): Problem[] => {
  switch (expression.kind) {
    case 'object': {
      // An empty object names nothing, so it fits wherever an object may stand.
      if (path === 'tags' || expression.properties.length === 0) return []
      const known = shape.objects[path]
      if (!known) return [problem('property-name', file, expression.line, `${path} is no object that is known here.`)]
      return expression.properties.flatMap(({ key, value, line }) => {
        const isKnown = known.includes(key) || known.includes('*')
        const inner = path === '' ? key : `${path}.${key}`
        return isKnown
          ? checkProperties(world, file, shape, value, known.includes('*') ? `${path}.*` : inner)
          : [
              problem(
                'property-name',
                file,
                line,
                `${inner} is no property of this type; misspelt ones are dropped silently.`,
              ),
            ]
      })
    }
    case 'array':
      return expression.items.flatMap((item) => checkProperties(world, file, shape, item, `${path}[]`))
    case 'for':
      return checkProperties(world, file, shape, expression.body, `${path}[]`)
    case 'choice':
      return [expression.yes, expression.no].flatMap((one) => checkProperties(world, file, shape, one, path))
    case 'call':
      return checkCall(world, file, shape, expression, path)
    case 'name':
      return follow(world, file, expression).flatMap((leaf) =>
        leaf.file === file && leaf.expression.kind !== 'name'
          ? checkProperties(world, file, shape, leaf.expression, path)
          : [],
      )
    default:
      return []
  }
}

const checkCall = (
  world: World,
  file: BicepFile,
  shape: Shape,
  call: Expression & { kind: 'call' },
  path: string,
): Problem[] => {
  if (call.name === 'concat') return call.args.flatMap((one) => checkProperties(world, file, shape, one, path))
  const lambda = call.name === 'map' ? call.args[1] : undefined
  return lambda?.kind === 'lambda' ? checkProperties(world, file, shape, lambda.body, `${path}[]`) : []
}
