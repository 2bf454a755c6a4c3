/** What the Dockerfile must be, as a list of sentences about what it is not. */

import { DockerfileParser, type Instruction, ModifiableInstruction, PropertyInstruction } from 'dockerfile-ast'

/** Flags that only BuildKit knows; registry tasks use the classic builder. */
const buildKitFlags = [
  'mount',
  'network',
  'security',
  'link',
  'chmod',
  'parents',
  'exclude',
  'keep-git-dir',
  'checksum',
]

const keywordOf = (instruction: Instruction): string => instruction.getKeyword()
const argumentsOf = (instruction: Instruction): string => instruction.getArgumentsContent() ?? ''
const flagsOf = (instruction: Instruction): string[] =>
  instruction instanceof ModifiableInstruction ? instruction.getFlags().map((flag) => flag.getName()) : []

const copiesFromBuild = (instruction: Instruction): boolean =>
  instruction instanceof ModifiableInstruction &&
  instruction.getFlags().some((flag) => flag.getName() === 'from' && flag.getValue() === 'build')

const propertiesOf = (instructions: readonly Instruction[], keyword: string): Record<string, string> =>
  Object.fromEntries(
    instructions
      .filter((instruction) => keywordOf(instruction) === keyword && instruction instanceof PropertyInstruction)
      .flatMap((instruction) => (instruction as PropertyInstruction).getProperties())
      .map((property) => [property.getName(), property.getValue() ?? '']),
  )

const isExecForm = (text: string): boolean => {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.length > 0 && parsed.every((part) => typeof part === 'string')
  } catch {
    return false
  }
}

/** Instructions of each stage, its FROM first. */
const stagesOf = (instructions: readonly Instruction[]): Instruction[][] =>
  instructions.reduce<Instruction[][]>((stages, instruction) => {
    if (keywordOf(instruction) === 'FROM') stages.push([])
    stages.at(-1)?.push(instruction)
    return stages
  }, [])

const baseFaults = (text: string, stages: readonly Instruction[][]): string[] => {
  const defaults = Object.fromEntries(
    DockerfileParser.parse(text)
      .getInitialARGs()
      .map((arg) => [arg.getProperty()?.getName() ?? '', arg.getProperty()?.getValue() ?? '']),
  )
  const bases = stages.map((stage) => (stage[0] ? argumentsOf(stage[0]).split(/\s+/)[0] : ''))
  return [
    ...(stages.length === 2 ? [] : [`it has ${stages.length} stages, not two`]),
    ...bases.flatMap((base = '') => {
      const image = defaults[/^\$(\w+)$/.exec(base)?.[1] ?? '']
      if (image === undefined) return [`the base ${base} is not an argument with a default`]
      return /:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?$/.test(image) ? [] : [`the base ${image} names no fixed tag`]
    }),
  ]
}

const builderFaults = (text: string, all: readonly Instruction[]): string[] => [
  ...(/^#\s*(syntax|check)\s*=/im.test(text) ? ['it asks for a BuildKit front end'] : []),
  ...all.flatMap((instruction) =>
    flagsOf(instruction)
      .filter((flag) => buildKitFlags.includes(flag) || (flag === 'platform' && keywordOf(instruction) === 'FROM'))
      .map((flag) => `${keywordOf(instruction)} --${flag} needs BuildKit`),
  ),
  ...all
    .filter(
      (instruction) => ['RUN', 'COPY'].includes(keywordOf(instruction)) && /<<-?["']?\w/.test(argumentsOf(instruction)),
    )
    .map((instruction) => `${keywordOf(instruction)} with a here-document needs BuildKit`),
  ...all.filter((instruction) => keywordOf(instruction) === 'ADD').map(() => 'it uses ADD'),
  ...all
    .filter((instruction) => ['ARG', 'ENV'].includes(keywordOf(instruction)))
    .filter((instruction) => /KEY|SECRET|TOKEN|PASSWORD/i.test(argumentsOf(instruction)))
    .map((instruction) => `${argumentsOf(instruction)} would bake a secret into the image`),
  ...all
    .filter(
      (instruction) => keywordOf(instruction) === 'RUN' && /\bnpm (ci|i|install)\b/.test(argumentsOf(instruction)),
    )
    .filter((instruction) => !/\bnpm ci \$NPM_FLAGS --ignore-scripts\b/.test(argumentsOf(instruction)))
    .map(() => 'npm must install by `npm ci $NPM_FLAGS --ignore-scripts`'),
  ...(/^ARG NPM_FLAGS=--omit=dev$/m.test(text) ? [] : ['npm must install without what only tests need']),
]

const runtimeFaults = (stage: readonly Instruction[]): string[] => {
  const last = (keyword: string): string =>
    stage
      .filter((instruction) => keywordOf(instruction) === keyword)
      .map(argumentsOf)
      .at(-1) ?? ''
  const env = propertiesOf(stage, 'ENV')
  const labels = propertiesOf(stage, 'LABEL')
  const health = /^(?:--\S+\s+)*CMD\s+(.*)$/s.exec(last('HEALTHCHECK'))?.[1] ?? ''
  return [
    ...(/^[1-9]\d*(:[1-9]\d*)?$/.test(last('USER')) ? [] : ['the last USER is not a number other than 0']),
    ...['ENTRYPOINT', 'CMD']
      .filter((keyword) => !isExecForm(last(keyword)))
      .map((keyword) => `${keyword} is not in exec form`),
    ...(isExecForm(health) ? [] : ['HEALTHCHECK is not in exec form']),
    ...(stage.some((instruction) => keywordOf(instruction) === 'RUN') ? ['the shipped stage needs a shell'] : []),
    ...stage
      .filter((instruction) => keywordOf(instruction) === 'COPY')
      .filter((instruction) => !(copiesFromBuild(instruction) && argumentsOf(instruction).startsWith('/app/dist ')))
      .map((instruction) => `COPY ${argumentsOf(instruction)} ships more than what was built`),
    ...(last('EXPOSE') === env.PORT ? [] : [`it exposes ${last('EXPOSE')} but listens on ${env.PORT}`]),
    ...(env.HOST === '0.0.0.0' ? [] : ['it does not listen to the outside of the container']),
    ...(env.NODE_ENV === 'production' ? [] : ['NODE_ENV is not production']),
    ...(labels['org.opencontainers.image.revision'] === '$GIT_SHA' ? [] : ['no label names the commit']),
  ]
}

/** Everything that is wrong with a Dockerfile, one sentence each; empty when nothing is. */
export function dockerfileFaults(text: string): string[] {
  const all = DockerfileParser.parse(text).getInstructions()
  const stages = stagesOf(all)
  return [...baseFaults(text, stages), ...builderFaults(text, all), ...runtimeFaults(stages.at(-1) ?? [])]
}

/** A variable that the shipped stage sets (ENV), or the default of one of its arguments (ARG). */
export function shippedValue(text: string, keyword: 'ENV' | 'ARG', name: string): string | undefined {
  const stage = stagesOf(DockerfileParser.parse(text).getInstructions()).at(-1) ?? []
  return propertiesOf(stage, keyword)[name]
}
