/** Role assignments: exact roles, on the resource they are for, with the principal's type said and a name that repeats. */

import { follow, loopBindings, nameBehind, originsAt } from '../follow.ts'
import { literalText, type Resource } from '../language/syntax.ts'
import { type BicepFile, bodyOf, createdResources, type Problem, problem, valueAt, type World } from '../world.ts'

/** The only roles handed out, by the resource type they are handed out on. Source: the Azure built-in roles list. */
const rolesByTarget: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Microsoft.ContainerRegistry/registries': { '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull' },
  'Microsoft.CognitiveServices/accounts': {
    'a97b65f3-24c7-4388-baec-2e87135dc908': 'Cognitive Services User',
    '53ca6127-db72-4b80-b1b0-d745d6d5456d': 'Foundry User',
  },
}

const appPrincipal = 'Microsoft.ManagedIdentity/userAssignedIdentities:properties.principalId'
const accountPrincipal = 'Microsoft.CognitiveServices/accounts:identity.principalId'

/** Roles that are unknown, missing, or assigned in a way that fails on some second run. */
export function checkRoles(world: World): Problem[] {
  const assignments = createdResources(world, 'Microsoft.Authorization/roleAssignments')
  return [
    ...assignments.flatMap(({ file, resource }) => checkAssignment(world, file, resource)),
    ...missingForApp(world, assignments),
  ]
}

type Assignment = Readonly<{ file: BicepFile; resource: Resource }>

const targetType = ({ file, resource }: Assignment): string | undefined => {
  const scope = valueAt(bodyOf(resource), 'scope')
  const target = scope && file.declarations.get(nameBehind(scope) ?? '')
  return target?.kind === 'resource' ? target.type : undefined
}

const roleIds = (world: World, { file, resource }: Assignment): string[] => {
  const call = valueAt(bodyOf(resource), 'properties.roleDefinitionId')
  const role = call?.kind === 'call' && call.name === 'subscriptionResourceId' ? call.args[1] : undefined
  if (!role) return ['(not written with subscriptionResourceId)']
  return follow(world, file, role, loopBindings(resource)).map(
    ({ expression }) => literalText(expression) ?? '(computed)',
  )
}

const checkAssignment = (world: World, file: BicepFile, resource: Resource): Problem[] => {
  const assignment = { file, resource }
  const { line, name } = resource
  const target = targetType(assignment)
  const known = rolesByTarget[target ?? ''] ?? {}
  const strange = roleIds(world, assignment).filter((id) => known[id] === undefined)
  const principals = originsAt(world, file, resource, 'properties.principalId')
  const types = originsAt(world, file, resource, 'properties.principalType')
  const isOurs = principals.every((origin) => origin === appPrincipal || origin === accountPrincipal)
  const fits = isOurs ? types.join() === 'text:ServicePrincipal' : types.join() === 'param:principalType'
  const stranger = principals.filter((one) => ![appPrincipal, accountPrincipal, 'param:principalId'].includes(one))
  const naming = valueAt(bodyOf(resource), 'name')
  const isRepeatable = naming?.kind === 'call' && naming.name === 'guid' && naming.args.length >= 3
  return [
    ...(target ? [] : [problem('role-scope', file, line, `${name} is not scoped to one resource.`)]),
    ...strange.map((id) => problem('role-known', file, line, `${id} is no role that is handed out on ${target}.`)),
    ...stranger.map((one) =>
      problem('role-principal', file, line, `${name} goes to ${one}, which is not a known principal.`),
    ),
    ...(fits
      ? []
      : [
          problem(
            'role-principal-type',
            file,
            line,
            `${name} must say its principal's type; without it a new identity is looked up too early.`,
          ),
        ]),
    ...(isRepeatable
      ? []
      : [
          problem(
            'role-name',
            file,
            line,
            `${name} must be named by guid(target, principal, role), so that a second run finds it.`,
          ),
        ]),
  ]
}

const missingForApp = (world: World, assignments: readonly Assignment[]): Problem[] =>
  Object.entries(rolesByTarget).flatMap(([target, roles]) => {
    const given = assignments
      .filter((one) => targetType(one) === target)
      .filter(({ file, resource }) => originsAt(world, file, resource, 'properties.principalId').includes(appPrincipal))
      .flatMap((one) => roleIds(world, one))
    return Object.entries(roles)
      .filter(([id]) => !given.includes(id))
      .map(([, role]) => ({ rule: 'role-missing', at: 'main.bicep', says: `The app lacks ${role} on ${target}.` }))
  })
