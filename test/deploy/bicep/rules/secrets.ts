/** No key anywhere: none asked for, none put out, none in a setting but the two that are marked secure. */

import { follow } from '../follow.ts'
import { literalText, type Param, withDescendants } from '../language/syntax.ts'
import {
  allExpressions,
  allTexts,
  type BicepFile,
  isSecure,
  outputsOf,
  type Problem,
  paramsOf,
  problem,
  type World,
} from '../world.ts'

const secretName = /key|secret|password|passwd|token|credential|connectionString/i
const secretParam = /secret|password|passwd|hash|apiKey|accessKey/i

/** Hosts that differ between clouds, as the linter lists them. */
const cloudHosts =
  /\b(?:management\.azure\.com|login\.microsoftonline\.com|graph\.windows\.net|core\.windows\.net|database\.windows\.net|vault\.azure\.net|trafficmanager\.net|api\.loganalytics\.io)\b/

/** Key functions, secret-like outputs, unmarked secret parameters, and literals that should be neither. */
export function checkSecrets(world: World): Problem[] {
  return [...world.values()].flatMap((file) => [
    ...allExpressions(file).flatMap((one) =>
      one.kind === 'call' && /^list/i.test(one.name)
        ? [problem('list-keys', file, one.line, `${one.name}() fetches a key.`)]
        : [],
    ),
    ...checkOutputs(world, file),
    ...paramsOf(file).flatMap((param) => checkParam(file, param)),
    ...allTexts(file).flatMap(({ text, line }) =>
      cloudHosts.test(text)
        ? [problem('cloud-host', file, line, `${text} differs between clouds; ask environment().`)]
        : [],
    ),
  ])
}

const checkOutputs = (world: World, file: BicepFile): Problem[] =>
  outputsOf(file).flatMap(({ name, value, line }) => {
    const leaves = withDescendants(value).flatMap((one) => follow(world, file, one))
    const leak = leaves.find(({ file: from, expression }) => {
      if (expression.kind === 'member') return secretName.test(expression.name)
      const owner = expression.kind === 'name' ? from.declarations.get(expression.name) : undefined
      return owner?.kind === 'param' && isSecure(owner)
    })
    if (!secretName.test(name) && !leak) return []
    return [problem('output-secret', file, line, `${name} would stand in the deployment history and in azd's .env.`)]
  })

const checkParam = (file: BicepFile, param: Param): Problem[] => {
  const { name, line, standard } = param
  if (!isSecure(param))
    return secretParam.test(name)
      ? [problem('param-not-secure', file, line, `${name} must be @secure(), or it stands in the deployment history.`)]
      : []
  const isWritten = standard !== undefined && literalText(standard) !== ''
  return isWritten
    ? [problem('param-secret-default', file, line, `${name} has a default, which everybody can read.`)]
    : []
}
