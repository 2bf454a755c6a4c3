/** Optional parts: off unless asked for, read only with the mark that says so, and private when private is asked for. */

import { literalText } from '../language/syntax.ts'
import {
  allExpressions,
  type BicepFile,
  bodyOf,
  createdResources,
  type Problem,
  paramsOf,
  problem,
  valueAt,
  type World,
} from '../world.ts'

const switchName = /^(?:enable|create|restore)[A-Z]/
/** Resources that a private network takes off the internet. The site stays on it: it is the page. */
const closable = ['Microsoft.CognitiveServices/accounts', 'Microsoft.Cache/redisEnterprise']

/** Switches that are on, conditional modules read as if always there, and doors that a private network leaves open. */
export function checkOptional(world: World): Problem[] {
  const main = world.get('main.bicep')
  return [
    ...(main ? checkSwitches(main) : []),
    ...[...world.values()].flatMap(checkReads),
    ...closable.flatMap((type) => checkClosed(world, type)),
  ]
}

const checkSwitches = (main: BicepFile): Problem[] =>
  paramsOf(main)
    .filter(({ name, standard }) => switchName.test(name) && !(standard?.kind === 'boolean' && !standard.value))
    .map(({ name, line }) => problem('optional-off', main, line, `${name} must be false unless somebody asks for it.`))

const checkReads = (file: BicepFile): Problem[] =>
  allExpressions(file).flatMap((expression) => {
    if (expression.kind !== 'member' || expression.name !== 'outputs' || expression.of.kind !== 'name') return []
    const module = file.declarations.get(expression.of.name)
    if (module?.kind !== 'module' || !module.condition) return []
    return [
      problem(
        'optional-read',
        file,
        expression.line,
        `${module.name} may be absent; say ${module.name}! where it is there.`,
      ),
    ]
  })

const checkClosed = (world: World, type: string): Problem[] =>
  createdResources(world, type).flatMap(({ file, resource }) => {
    const access = valueAt(bodyOf(resource), 'properties.publicNetworkAccess')
    const closes =
      access?.kind === 'choice' &&
      access.condition.kind === 'name' &&
      access.condition.name === 'privateNetwork' &&
      literalText(access.yes) === 'Disabled'
    if (closes) return []
    return [
      problem(
        'private-closed',
        file,
        resource.line,
        `${resource.name} stays open to the internet in a private network.`,
      ),
    ]
  })
