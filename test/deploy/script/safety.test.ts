/** What must hold on any machine: quoting, line ends, missing terminals and tools, interruption, dry runs, two runs at once. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import type { Machine } from './machine.ts'
import { useMachines } from './machines.ts'
import { changing, lines, provisionFails } from './scenario.ts'
import { shownCode } from './secrets.ts'

const { describe, test } = needing('bash')

const { fresh, prepared, deployed } = useMachines()

const awkward = `You're "Ana"; say \`hi\` & $HOME \\n 100% – "don't"!\nSecond line: {"json": true} # not a comment`

describe.concurrent('azdeploy.sh on any machine', () => {
  test('instructions with every kind of quote arrive unchanged, and are never evaluated', async () => {
    const machine = prepared()
    machine.state('local-env', 'real')
    const run = await machine.run(['full', '--no-smoke', '--instructions', awkward])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    const { VOICE_LIVE_INSTRUCTIONS_BASE64 = '' } = machine.values()
    expect(Buffer.from(VOICE_LIVE_INSTRUCTIONS_BASE64, 'base64').toString()).toBe(awkward)
    // azd pastes the value into main.parameters.json as it is.
    expect(JSON.parse(`{"value":"${VOICE_LIVE_INSTRUCTIONS_BASE64}"}`).value).toBe(VOICE_LIVE_INSTRUCTIONS_BASE64)
    expect(readFileSync(join(machine.project, '.env'), 'utf8')).toContain(
      '# VOICE_LIVE_INSTRUCTIONS has every kind of quote',
    )

    const file = join(machine.base, "it's a file.txt")
    writeFileSync(file, 'It\'s "simple".')
    await machine.run(['model', '--instructions-file', file])
    expect(JSON.parse(machine.recall('settings.json'))).toEqual({ VOICE_LIVE_INSTRUCTIONS: 'It\'s "simple".' })
    await machine.run(['model', '--instructions', awkward])
    expect(JSON.parse(machine.recall('settings.json'))).toEqual({ VOICE_LIVE_INSTRUCTIONS: awkward })
  })

  test('Windows line ends of az and azd, and tools that know only paths of Windows, change nothing', async () => {
    const [unix, windows] = [prepared(), prepared({}, { windows: true })]
    const calls = await Promise.all(
      [unix, windows].map(async (machine) => lines((await machine.run(['full', '--no-smoke'])).calls)),
    )
    expect(calls[1]).toEqual(calls[0])
    expect(JSON.stringify(windows.values())).not.toContain('\\r')
    expect(lines((await windows.run(['status'])).calls)).toContain('az webapp config show')
  })

  test('without a terminal and without a command it prints its usage and calls nothing', async () => {
    const run = await fresh().run([])
    expect(run).toMatchObject({
      status: 2,
      stdout: '',
      calls: [],
      stderr: expect.stringContaining('Usage: ./azdeploy.sh'),
    })
  })

  test.each([
    ['an unknown option', ['full', '--nope'], 'There is no option --nope'],
    ['an unknown command', ['launch'], 'There is no command launch'],
    ['two commands', ['full', 'down'], 'One command at a time'],
    ['an option without its value', ['full', '--rg'], '--rg needs a value'],
    ['a region that is none', ['full', '--location', 'East US; rm -rf /'], 'The region cannot be'],
    ['a value of two lines', ['full', '--model', 'a\nb'], 'must be one line'],
    ['a secret by --set', ['full', '--set', 'TICKET_SECRET=x'], 'is made by the script'],
    ['the hash of a code by --set', ['full', '--set', 'ACCESS_CODE_HASH=x'], 'is made by the script'],
    ['a quote by --set', ['full', '--set', 'AZURE_LOCATION=b"c'], 'takes one line without quotes'],
    ['a region that is none by --set', ['full', '--set', 'AZURE_LOCATION=East US'], 'The region cannot be'],
    ['a group without a name', ['down', '--rg', ''], '--rg needs a value'],
    ['what the template makes by --set', ['full', '--set', 'PORT=9000'], 'is made by the deployment'],
    ['a missing file', ['model', '--instructions-file', '/no/such/file'], 'cannot be read'],
  ])('refuses %s before anything is called', async (_name, args, sentence) => {
    const run = await fresh().run(args)
    expect(run).toMatchObject({ status: 2, calls: [], stderr: expect.stringContaining(sentence) })
  })

  test.each([
    ['az', ['azd', 'curl'], 'Install the Azure CLI'],
    ['azd', ['az', 'curl'], 'Install the Azure Developer CLI'],
    ['curl', ['az', 'azd'], 'curl is not installed'],
  ])('says how to get %s when it is missing', async (_missing, tools, sentence) => {
    const run = await fresh({ tools }).run(['full'])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining(sentence) })
    expect(changing(run.calls)).toEqual([])
  })

  test('tools that are too old are named with the version that is needed', async () => {
    expect(await fresh().run(['full'], [{ match: '^azd version', out: '{"azd":{"version":"1.16.9"}}' }])).toMatchObject(
      {
        status: 1,
        stderr: expect.stringContaining('azd is 1.16.9, 1.17.1 or newer is needed'),
      },
    )
    expect(await fresh().run(['full'], [{ match: '^az version', out: '2.44.1\n' }])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('az is 2.44.1, 2.45.0 or newer is needed'),
    })
  })

  test.each([
    ['is missing', ['az', 'curl', 'git', 'node'], []],
    ['is too old', undefined, [{ match: '^azd version', times: 1, out: '{"azd":{"version":"1.16.9"}}' }]],
  ])('an azd that %s is installed into the home folder, when --yes agrees', async (_name, tools, rules) => {
    const machine = fresh(tools ? { tools } : {})
    const run = await machine.run(['resource', '--yes'], rules)
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('The resource is there.') })
    expect(existsSync(join(machine.base, 'home/.local/bin/azd'))).toBe(true)
    expect(lines(run.calls)).toContain('azd provision')
  })

  test('in Git Bash an azd that is missing is not installed by a script that knows no Windows', async () => {
    const run = await fresh({ tools: ['az', 'curl'], windows: true }).run(['resource', '--yes'])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('winget install microsoft.azd') })
    expect(run.calls.flat()).not.toContain('curl')
  })

  test('an az that cannot reach Azure is not told to log in', async () => {
    const offline = {
      match: '^az account show',
      exit: 1,
      err: 'Failed to establish a new connection: Temporary failure in name resolution\n',
    }
    const run = await fresh().run(['full'], [offline])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('its DNS does not answer') })
    expect(run.stderr).not.toContain('az login')
  })

  test('a warning that az prints before its answer does not shift the lines', async () => {
    const facts = 'WARNING: something is deprecated\n11111111-1111-1111-1111-111111111111\nMine\nEnabled\nuser\n'
    const run = await deployed().run(['status'], [{ match: '^az account show', out: facts }])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('subscription Mine (11111111') })
  })

  test('nobody logged in and no terminal: names az login, opens none', async () => {
    const run = await fresh().run(['full'], [{ match: '^az account show', exit: 1 }])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('Run: az login') })
    expect(lines(run.calls)).not.toContain('az login')
  })

  test('a service principal is told to azd as one', async () => {
    const machine = prepared({ AZURE_PRINCIPAL_TYPE: '' })
    const account = '11111111-1111-1111-1111-111111111111\nSub\nEnabled\nservicePrincipal\n'
    await machine.run(['resource'], [{ match: '^az account show', out: account }])
    expect(machine.rounds()).toMatchObject([{ AZURE_PRINCIPAL_TYPE: 'ServicePrincipal' }])
  })

  test.each([
    ['full'],
    ['image', '--no-smoke'],
    ['model', '--model', 'gpt-5-mini'],
    ['code'],
    ['rollback', '--image', 'sha256:0'],
    ['down', '--yes'],
  ])('--dry-run of %s changes nothing at all', async (...args) => {
    const machine = deployed({ commit: 'fedcba987654' })
    const before = machine.values()
    // A git that cannot say whether all is committed has not said so.
    const run = await machine.run([...args, '--dry-run'], [{ match: '^git status', exit: 128 }])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('would ') })
    if (args[0] === 'image') expect(run.stdout).toContain('would build and push voice-live-web:fedcba987654-dirty-')
    expect(run.stdout).not.toContain('rolled back')
    expect(changing(run.calls)).toEqual([])
    expect(machine.rounds().length === 0 || lines(run.calls).includes('azd provision --preview')).toBe(true)
    expect(machine.values()).toEqual(before)
    expect(readdirSync(join(machine.base, 'tmp'))).toEqual([])
  })

  test('--dry-run before the first deployment leaves no trace, and warns of a second page', async () => {
    const machine = fresh()
    // In a group where another environment has a page.
    machine.state('site', 'app-of-a-neighbour')
    machine.state('tag.azd-env-name', 'neighbour')
    const run = await machine.run(['full', '--dry-run', '--rg', 'G'.repeat(90)])
    expect(run, run.stderr).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`would create the azd environment ${'g'.repeat(64)} `),
      stderr: expect.stringContaining('the page of another environment: neighbour. '),
    })
    expect(changing(run.calls)).toEqual([])
    expect(existsSync(join(machine.project, '.azure'))).toBe(false)
  })

  const interrupt = (machine: Machine, command: string, signal: NodeJS.Signals) => {
    const hang = { match: '^azd provision', act: machine.hang('&1') }
    return machine.run([command], [hang], { onCall: (text) => (text.includes('HANGING') ? signal : undefined) })
  }

  test('SIGINT leaves no lock and no temporary file, and the next run finishes', async () => {
    const machine = fresh()
    const run = await interrupt(machine, 'full', 'SIGINT')
    expect(run).toMatchObject({ status: 130, stderr: expect.stringContaining('run the same command again') })
    expect(shownCode(run.stdout)).toBeUndefined()
    expect(readdirSync(join(machine.base, 'tmp'))).toEqual([])
    const next = await machine.run(['full', '--no-smoke'])
    expect(next, next.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('Deployment complete!') })
    expect(next.stderr).not.toContain('Taking over')
    expect(shownCode(next.stdout)).toBeDefined()
  })

  test('SIGTERM leaves no lock and no temporary file, and keeps the records', async () => {
    const machine = prepared()
    const run = await interrupt(machine, 'resource', 'SIGTERM')
    expect(run).toMatchObject({ status: 130, stderr: expect.stringContaining('Interrupted (TERM)') })
    expect(readdirSync(join(machine.base, 'tmp'))).toEqual([])
    expect(existsSync(join(machine.project, '.azure/.azdeploy/lock'))).toBe(false)
    expect(machine.values().AZURE_RESOURCE_GROUP).toBe('rg-voicelive')
  })

  test('two runs at once: the second is refused; the lock of a dead run is taken over', async () => {
    const machine = deployed({ windows: true })
    const lock = join(machine.project, '.azure/.azdeploy/lock')
    mkdirSync(lock)
    // The first has made the lock, and writes its number a moment later.
    const wait = `sleep() { printf '%s\\n' ${process.pid} >"$work/lock/pid"; }\n`
    writeFileSync(join(machine.fake, 'bash-env'), wait)
    expect(await machine.run(['image'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is at work here'),
    })
    writeFileSync(join(lock, 'pid'), '2147483646\n')
    expect(await machine.run(['image', '--no-smoke'])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('Taking over'),
    })
    expect(existsSync(lock)).toBe(false)
  })

  test('a failed run can be run again and goes on', async () => {
    const machine = prepared()
    const refused = provisionFails('AuthorizationFailed roleAssignments/write')
    expect(await machine.run(['resource'], [refused])).toMatchObject({ status: 1 })
    expect(await machine.run(['resource'])).toMatchObject({ status: 0 })
  })
})
