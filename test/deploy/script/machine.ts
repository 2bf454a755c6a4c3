/** A machine to run azdeploy.sh on: the script in a folder with a space and an apostrophe in its name, fake tools, an empty home. */

import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { outputLines, outputsOf, settingLines, tagLines } from './outputs.ts'
import type { Rule } from './scenario.ts'
import { scenarioFile } from './scenario.ts'
import { secretFaults } from './secrets.ts'

const repository = resolve(import.meta.dirname, '../../..')
const fakes = join(import.meta.dirname, 'fake')

/** Everything of the system that the script may count on; all that is missing here is proven not to be needed. */
const basics = 'base64 bash cat chmod cut date dirname grep head mkdir mktemp rm sed tail tee tr'.split(' ')
const everyTool = ['az', 'azd', 'curl', 'git', 'node', 'npm'] as const

/** What azdeploy.sh puts into the azd environment; the secrets are recognisable, so that a leak is found. */
const inputValues = {
  AZURE_ENV_NAME: 'rg-voicelive',
  AZURE_SUBSCRIPTION_ID: '11111111-1111-1111-1111-111111111111',
  AZDEPLOY_LOCATION: 'eastus2',
  AZURE_LOCATION: 'eastus2',
  AZURE_AI_LOCATION: 'eastus2',
  AZURE_RESOURCE_GROUP: 'rg-voicelive',
  AZURE_RESOURCE_GROUP_LOCATION: 'eastus2',
  AZURE_PRINCIPAL_TYPE: 'User',
  APP_SERVICE_SKU: 'B1',
  RESTORE_FOUNDRY: 'false',
  ACCESS_CODE_HASH: 'scrypt:SEEDEDSALT:SEEDEDKEY',
  ACCESS_CODE_SHOWN: 'yes',
  TICKET_SECRET: 'SEEDEDTICKETSECRET0123456789abcdefghijklmnop',
} as const

/** Files that the fakes read what they know from, by name. */
const known: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['default', 'bundle', 'existing-foundry', 'second-names', 'resource-only'].map((name) => [
      `outputs.${name}`,
      outputLines(name),
    ]),
  ),
  settings: settingLines(),
  tags: tagLines(),
}

/** What azd adds from the outputs of main.bicep, by the snapshot of the default configuration. */
const outputValues = outputsOf('default')

export type Call = readonly string[]
export type Run = Readonly<{ status: number | null; stdout: string; stderr: string; calls: readonly Call[] }>

type Options = Readonly<{
  /** tools on PATH beside the basics of a Unix system */
  tools?: readonly string[]
  /** 12 signs of the commit that git names; empty means no git repository */
  commit?: string
  /** Git Bash: az and azd print Windows line ends, no tool knows a path that cygpath did not write, and ps knows no -o */
  windows?: boolean
}>

/** Path of a program of the system; says what to do when it is missing. */
export const findProgram = (name: string): string => {
  const found = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => join(folder, name))
  const path = found.find((candidate) => existsSync(candidate))
  if (path === undefined)
    throw new Error(`The script tests need ${name}; install it with the system's package manager.`)
  return path
}

/** Makes a machine; `close` removes it. Every run checks that no secret got into an argument or the output. */
export function makeMachine(options: Options = {}) {
  const base = mkdtempSync(join(tmpdir(), 'azdeploy-test-'))
  const project = join(base, "somebody's project")
  const home = join(base, 'home')
  const fake = join(base, 'fake')
  const bin = join(base, 'bin')
  for (const folder of [project, home, bin, join(fake, 'state'), join(base, 'tmp')])
    mkdirSync(folder, { recursive: true })
  copyFileSync(join(repository, 'azdeploy.sh'), join(project, 'azdeploy.sh'))
  symlinkSync(join(repository, 'infra'), join(project, 'infra'))
  mkdirSync(join(project, 'node_modules/esbuild'), { recursive: true })
  for (const [name, text] of Object.entries(known)) writeFileSync(join(fake, name), text)
  symlinkSync(fakes, join(fake, 'tools'))
  // A wait is only written down, and costs no process.
  writeFileSync(join(fake, 'bash-env'), `sleep() { printf 'sleep\\037%s\\037\\036' "$1" >>"$FAKE/calls"; }\n`)
  chmodSync(join(fakes, 'tool.sh'), 0o755)
  for (const name of basics) symlinkSync(findProgram(name), join(bin, name))
  for (const name of options.tools ?? everyTool) {
    // Python only computes a hash here, which no fake could.
    symlinkSync(name === 'python3' ? findProgram(name) : join(fakes, 'tool.sh'), join(bin, name))
  }

  const running = new Set<number>()
  const state = (name: string, value: string) => writeFileSync(join(fake, 'state', name), value)
  state('commit', options.commit ?? 'abc123def456')
  if (options.windows) {
    const drive = join(base, 'drive')
    symlinkSync('/', drive)
    writeFileSync(join(fake, 'windows'), drive)
    writeFileSync(join(bin, 'cygpath'), `#!/bin/bash\n[ "$1" = -m ] && printf '%s\\n' '${drive}'"$2"\n`, {
      mode: 0o755,
    })
    // Its usage, by cygwin.com/cygwin-ug-net/ps.html.
    writeFileSync(join(bin, 'ps'), "#!/bin/bash\necho 'Usage: ps [-aefls] [-u UID] [-p PID]' >&2\nexit 1\n", {
      mode: 0o755,
    })
  }

  const environment = (extra: Readonly<Record<string, string>>) => ({
    PATH: bin,
    CDPATH: base,
    HOME: home,
    TMPDIR: join(base, 'tmp'),
    LC_CTYPE: 'C.UTF-8',
    FAKE: fake,
    BASH_ENV: join(fake, 'bash-env'),
    REAL_NODE: process.execPath,
    REAL_CURL: '/usr/bin/curl',
    REPOSITORY: repository,
    ...extra,
  })

  // What a hanging call reads, and nobody ever writes: a wait without a process of its own that could outlive it.
  const silence = join(fake, 'silence')
  const forget = () => {
    for (const file of ['calls', 'unforeseen']) rmSync(join(fake, file), { force: true })
  }
  const readOr = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  const calls = (): Call[] =>
    readOr(join(fake, 'calls'))
      .split('\x1e')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('\x1f').slice(0, -1))

  /** The azd environment as azd would read it. */
  const values = (name = 'rg-voicelive'): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readOr(join(project, '.azure', name, '.env'))
        .split('\n')
        .flatMap((row) => {
          const [, key, value] = /^([A-Z_0-9]+)="?(.*?)"?$/.exec(row) ?? []
          return key === undefined || value === undefined ? [] : [[key, value.replace(/\\(.)/g, '$1')]]
        }),
    )

  type Extra = Readonly<{
    env?: Readonly<Record<string, string>>
    onCall?: (line: string) => NodeJS.Signals | undefined
    /** what comes on standard input, which is empty otherwise */
    input?: string
  }>

  const start = (args: readonly string[], rules: readonly Rule[], extra: Extra) => {
    forget()
    writeFileSync(join(fake, 'scenario'), scenarioFile(rules))
    // A file: a pipe would break where a run ends without reading it.
    writeFileSync(join(fake, 'input'), extra.input ?? '')
    const input = openSync(join(fake, 'input'), 'r')
    // A group of its own, so that a signal reaches the script and its children as Ctrl-C does; and by a relative path, which cd prints
    // where CDPATH has it.
    const child = spawn(join(bin, 'bash'), [join(basename(project), 'azdeploy.sh'), ...args], {
      cwd: base,
      env: environment(extra.env ?? {}),
      stdio: [input, 'pipe', 'pipe'],
      detached: true,
    })
    closeSync(input)
    return child
  }

  const run = async (args: readonly string[], rules: readonly Rule[] = [], extra: Extra = {}): Promise<Run> => {
    const child = start(args, rules, extra)
    if (child.pid !== undefined) running.add(child.pid)
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const signal = extra.onCall?.(text)
      if (signal && child.pid !== undefined) process.kill(-child.pid, signal)
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      const signal = extra.onCall?.(text)
      if (signal && child.pid !== undefined) process.kill(-child.pid, signal)
    })
    const status = await new Promise<number | null>((done) => child.on('close', done))
    if (child.pid !== undefined) running.delete(child.pid)
    const result = { status, stdout, stderr, calls: calls() }
    const faults = [
      ...secretFaults(result, values()),
      ...readOr(join(fake, 'unforeseen'))
        .split('\n')
        .filter(Boolean)
        .map((line) => `unforeseen call: ${line}`),
      ...(existsSync(join(home, '.azd')) ? ['the user’s own azd folder was touched'] : []),
    ]
    if (faults.length > 0) throw new Error(`${faults.join('\n')}\n---\n${stdout}\n---\n${stderr}`)
    return result
  }

  const seedRecords = (records: Readonly<Record<string, string>>, name = 'rg-voicelive') => {
    mkdirSync(join(project, '.azure', name), { recursive: true })
    const text = Object.entries(records).map(([key, value]) => `${key}="${value}"\n`)
    writeFileSync(join(project, '.azure', name, '.env'), text.join(''))
    mkdirSync(join(project, '.azure/.azdeploy/azd-config'), { recursive: true })
    const config = '{"auth":{"useAzCliAuth":"true"}}'
    writeFileSync(join(project, '.azure/.azdeploy/azd-config/config.json'), config)
  }

  /** Writes the records of a run that was stopped before anything was created. */
  const seedInputs = (extra: Readonly<Record<string, string>> = {}) => seedRecords({ ...inputValues, ...extra })

  /** Writes the records and the world of a deployment that runs this commit, without running one. */
  const seedDeployment = (commit = options.commit ?? 'abc123def456', extra: Readonly<Record<string, string>> = {}) => {
    const image = `crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-${commit}`
    seedRecords({ ...outputValues, ...inputValues, SERVICE_WEB_IMAGE_NAME: image, ...extra })
    state('linuxfx', `DOCKER|${image}`)
    state('site', outputValues.SERVICE_WEB_NAME ?? '')
    state('tag.azd-env-name', inputValues.AZURE_ENV_NAME)
    state('registry', outputValues.AZURE_CONTAINER_REGISTRY_NAME ?? '')
    state(`image.${commit}`, 'yes')
    state('deployments', 'rg-voicelive-1 rg-voicelive Succeeded rg-voicelive\n')
  }

  /** The same of a deployment without an image. */
  const seedBundle = (commit: string) => {
    const command = `node --max-semi-space-size=16 /home/site/wwwroot/releases/${commit}/dist/server.mjs`
    seedRecords({
      ...outputsOf('bundle'),
      ...inputValues,
      SERVICE_WEB_RUNTIME: 'bundle',
      SERVICE_WEB_START_COMMAND: command,
    })
    state('linuxfx', 'NODE|24-lts')
    state('startup', command)
    state('site', outputValues.SERVICE_WEB_NAME ?? '')
    state('tag.azd-env-name', inputValues.AZURE_ENV_NAME)
    state(`release.${commit}`, 'yes')
  }

  /** The regions, plan and switches of every round of provisioning, as one object a round. */
  const rounds = (): Readonly<Record<string, string>>[] =>
    readOr(join(fake, 'state', 'rounds'))
      .split('\n')
      .filter(Boolean)
      .map((row) => Object.fromEntries(row.split(' ').map((pair) => pair.split('='))))

  /** bash by which a fake call says so, to `where`, and then hangs until it is killed. */
  const hang = (where: string): string => {
    execFileSync('mkfifo', [silence])
    return `printf 'HANGING\\n' >${where}; read -r -t 600 _ <>"$FAKE/silence"`
  }

  return {
    hang,
    seedRecords,
    seedInputs,
    seedDeployment,
    seedBundle,
    rounds,
    base,
    project,
    fake,
    bin,
    environment,
    run,
    state,
    values,
    calls,
    recall: (name: string) => readOr(join(fake, 'state', name)),
    close: () => {
      for (const pid of running) process.kill(-pid, 'SIGKILL')
      rmSync(base, { recursive: true, force: true })
    },
  }
}

export type Machine = ReturnType<typeof makeMachine>
