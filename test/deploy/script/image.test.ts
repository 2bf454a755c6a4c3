/** Option 2 and every way an image can fail to be built, to start, or to live; what ran before always survives. */

import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import { useMachines, waits } from './machines.ts'
import { changing, lines, type Rule } from './scenario.ts'

const { describe, test } = needing('bash')

const { fresh, deployed } = useMachines()

const oldImage = 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-abc123def456'
const newImage = 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-fedcba987654'
const next = { commit: 'fedcba987654' }
const withDocker = { ...next, tools: ['az', 'azd', 'curl', 'git', 'node', 'docker'] }
const buildFails = (text: string, times = 9): Rule => ({ match: '^az acr build', times, exit: 1, err: `${text}\n` })
const started = (calls: readonly (readonly string[])[]) =>
  lines(calls).flatMap((line) => /--linux-fx-version DOCKER\|(\S+)/.exec(line)?.slice(1) ?? [])

/** A container that ended twice. */
const crash = 'Container app-m5d6qkcdxocdy has exited\nError: no endpoint\nContainer app-m5d6qkcdxocdy has exited\n'

describe.concurrent('azdeploy.sh image: building', () => {
  test('option 2 before option 1 is refused, and nothing is created', async () => {
    const run = await fresh().run(['2'])
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('Option 1 does it') })
    expect(changing(run.calls)).toEqual(['azd config set auth.useAzCliAuth true'])
  })

  test('builds, starts by digest, remembers the image before, provisions nothing', async () => {
    const machine = deployed(next)
    const run = await machine.run(['image', '--no-smoke'])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('Deployment complete!') })
    // The build is shown as it comes.
    expect(run.stdout).toContain('| Run ID: ca1')
    expect(started(run.calls)).toEqual([newImage])
    expect(lines(run.calls)).not.toContain('azd provision')
    expect(machine.values()).toMatchObject({
      SERVICE_WEB_IMAGE_NAME: newImage,
      SERVICE_WEB_PREVIOUS_IMAGE_NAME: oldImage,
    })
  })

  test('a failed build is a failure: its output is shown, and what runs is not touched', async () => {
    const machine = deployed(next)
    const run = await machine.run(
      ['2'],
      [
        buildFails(
          "Step 7/12 : RUN npm ci\nnpm error code EUSAGE\nThe command '/bin/sh -c npm ci' returned a non-zero code: 1\nexit code: 1",
        ),
      ],
    )
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('| npm error code EUSAGE') })
    expect(run.stderr).toContain('A step of the build failed.')
    expect(run.stderr).not.toContain('does not answer')
    expect(run.stdout).not.toContain('Deployment complete!')
    expect(started(run.calls)).toEqual([])
    expect(machine.values().SERVICE_WEB_IMAGE_NAME).toBe(oldImage)
  })

  test('work that is not committed, a folder without git, and one that a repository around it ignores get tags of their own', async () => {
    const dirty = deployed(next)
    dirty.state('dirty', 'yes')
    const run = await dirty.run(['2', '--dry-run'])
    expect(run.stdout).toMatch(/would build and push voice-live-web:fedcba987654-dirty-\d{14}\n/)
    const bare = await deployed({ commit: '' }).run(['2', '--dry-run'])
    expect(bare.stdout).toMatch(/would build and push voice-live-web:\d{14}\n/)
    const ignored = deployed(next)
    ignored.state('prefix', 'copy/')
    const copy = await ignored.run(['2', '--dry-run'], [{ match: '^git ls-files', exit: 1 }])
    expect(copy.stdout).toMatch(/would build and push voice-live-web:\d{14}\n/)
  })

  test('--rebuild builds a commit again', async () => {
    const run = await deployed().run(['2', '--no-smoke', '--rebuild'])
    expect(lines(run.calls).join('\n')).toContain('az acr build')
  })

  test('TasksOperationsNotAllowed: builds with Docker here, and the registry token goes through a pipe', async () => {
    const run = await deployed(withDocker).run(
      ['2', '--no-smoke'],
      [
        buildFails(
          '(TasksOperationsNotAllowed) ACR Tasks requests for the registry crm5d6qkcdxocdy are not permitted.',
        ),
      ],
    )
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(lines(run.calls).filter((line) => /^docker (?!info)/.test(line))).toEqual([
      'docker build --platform linux/amd64 --file Dockerfile --build-arg GIT_SHA=fedcba987654 --tag crm5d6qkcdxocdy.azurecr.io/voice-live-web:fedcba987654 .',
      'docker login crm5d6qkcdxocdy.azurecr.io --username 00000000-0000-0000-0000-000000000000 --password-stdin',
      'docker push crm5d6qkcdxocdy.azurecr.io/voice-live-web:fedcba987654',
    ])
    expect(started(run.calls)).toEqual([newImage])
  })

  test('--local-build takes Podman where Docker does not run', async () => {
    const tools = [...withDocker.tools, 'podman']
    const run = await deployed({ ...next, tools }).run(
      ['2', '--no-smoke', '--local-build'],
      [{ match: '^docker info', exit: 1 }],
    )
    expect(lines(run.calls)).toContain('podman push crm5d6qkcdxocdy.azurecr.io/voice-live-web:fedcba987654')
    expect(lines(run.calls).join('\n')).not.toContain('az acr build')
  })

  test('TasksOperationsNotAllowed without Docker or Podman goes on without an image, and removes the registry', async () => {
    const machine = deployed(next)
    const run = await machine.run(['2', '--no-smoke'], [buildFails('TasksOperationsNotAllowed')])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('Deployment complete!') })
    expect(machine.rounds()).toMatchObject([{ SERVICE_WEB_RUNTIME: 'bundle' }])
    expect(run.calls.map((call) => call.join(' '))).toContainEqual(
      expect.stringMatching(/^az acr delete --name crm5d6qkcdxocdy --yes/),
    )
    expect(machine.recall('startup')).toMatch(/releases\/fedcba987654\/dist\/server\.mjs$/)
  })

  test('a pull limit of Docker Hub is answered by a mirror at once, and then by another', async () => {
    const limit = buildFails('toomanyrequests: You have reached your unauthenticated pull rate limit', 2)
    const run = await deployed(next).run(['2', '--no-smoke'], [limit])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(waits(run.calls)).toEqual([])
    const bases = run.calls.flatMap((call) => call.filter((word) => word.startsWith('NODE_IMAGE=')))
    expect(bases).toEqual([
      'NODE_IMAGE=mirror.gcr.io/library/node:24-trixie-slim',
      'NODE_IMAGE=public.ecr.aws/docker/library/node:24-trixie-slim',
    ])
  })

  test('a passing failure of the registry is tried again, twice at most', async () => {
    const run = await deployed(next).run(['2', '--no-smoke'], [buildFails('status: 503', 2)])
    expect(run).toMatchObject({ status: 0 })
    expect(waits(run.calls)).toEqual([20, 40])
  })

  test('a log that az cannot print is no failure when the tag is there, and is one when it is not', async () => {
    const charmap = "ERROR: 'charmap' codec can't encode character"
    const built = { ...buildFails(charmap), act: 'remember image.fedcba987654 yes' }
    expect(await deployed(next).run(['2', '--no-smoke'], [built])).toMatchObject({ status: 0 })
    expect(await deployed(next).run(['2', '--no-smoke'], [buildFails(charmap)])).toMatchObject({ status: 1 })
  })

  test('a registry with repository permissions names its flag', async () => {
    const run = await deployed(next).run(
      ['2'],
      [buildFails('when specifying push, at least one credential is required')],
    )
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('--source-acr-auth-id') })
  })
})

describe.concurrent('azdeploy.sh image: starting', () => {
  test('an image that does not live is rolled back by itself to what was well, its log is shown, and the run fails', async () => {
    const machine = deployed(next)
    // Started from another machine, so the records do not know it.
    const newer = oldImage.replace('abc123def456', 'cccccccccccc')
    machine.state('linuxfx', `DOCKER|${newer}`)
    machine.state('image.cccccccccccc', 'yes')
    machine.state('sick', 'fedcba987654')
    machine.state(
      'container-log',
      `Container app-m5d6qkcdxocdy didn't respond to HTTP pings on port: 8080, failing site start.\n${crash}Error: AZURE_VOICE_LIVE_ENDPOINT is missing`,
    )
    const run = await machine.run(['2'])
    expect(run.status).toBe(1)
    expect(started(run.calls)).toEqual([newImage, newer])
    expect(run.stderr).toContain('| Error: AZURE_VOICE_LIVE_ENDPOINT is missing')
    expect(run.stderr).toContain('The new image was rolled back; the page answers with the earlier one.')
    expect(machine.values().SERVICE_WEB_IMAGE_NAME).toBe(oldImage)
  })

  test('an image that could not be looked at, because the network went, is neither judged nor undone', async () => {
    const machine = deployed(next)
    const run = await machine.run(['2'], [{ match: '^curl .*/health$', exit: 6 }])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('lost its network') })
    expect(started(run.calls)).toEqual([newImage])
  })

  test('the old container that still answers is not taken for the new one', async () => {
    const machine = deployed(next)
    const run = await machine.run(
      ['2', '--no-smoke'],
      [{ match: '^curl .*/health$', times: 2, out: '{"status":"ok","revision":"abc123def456"}' }],
    )
    expect(run).toMatchObject({ status: 0 })
    expect(run.calls.filter(([tool, wait]) => tool === 'sleep' && wait === '10')).toHaveLength(2)
  })

  test('a page that names no revision must stay well for a minute', async () => {
    const machine = deployed(next)
    machine.state('no-revision', 'yes')
    const run = await machine.run(['2', '--no-smoke'])
    expect(run).toMatchObject({ status: 0 })
    expect(run.calls.filter(([tool]) => tool === 'curl')).toHaveLength(7)
  })

  test('a pull that is not allowed yet: looks at the identity, restarts three times at most, then rolls back', async () => {
    const machine = deployed(next)
    machine.state('sick', 'fedcba987654')
    machine.state('container-log', 'ImagePullUnauthorizedFailure: Failed to pull image: unauthorized')
    const run = await machine.run(['2'])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('may not pull its image yet') })
    expect(lines(run.calls).filter((line) => line === 'az webapp restart')).toHaveLength(3)
    expect(started(run.calls)).toEqual([newImage, oldImage])
  })

  test('a pull that is allowed after a while succeeds after one restart', async () => {
    const machine = deployed(next)
    machine.state('sick', 'fedcba987654')
    machine.state('container-log', 'ImagePullFailure: unauthorized')
    const run = await machine.run(['2', '--no-smoke'], [{ match: '^az webapp restart', act: "remember sick ''" }])
    expect(run, run.stderr).toMatchObject({ status: 0 })
  })

  test('a site that pulls with the wrong identity is named as the cause', async () => {
    const machine = deployed(next)
    machine.state('sick', 'fedcba987654')
    machine.state('container-log', 'ImagePullFailure: unauthorized')
    const run = await machine.run(['2'], [{ match: 'acrUserManagedIdentity', out: '/subscriptions/1/identity\n' }])
    expect(run.stderr).toContain('pulls with the identity /subscriptions/1/identity, not with 22222222')
  })

  test('the first image that does not live has nothing to go back to, and says so', async () => {
    const machine = deployed(next, { SERVICE_WEB_IMAGE_NAME: '' })
    machine.state('linuxfx', 'DOCKER|mcr.microsoft.com/appsvc/staticsite:latest')
    machine.state('sick', 'fedcba987654')
    machine.state('container-log', crash)
    const run = await machine.run(['2'])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no earlier image') })
    expect(started(run.calls)).toEqual([newImage])
  })

  test('an earlier run that stopped between start and check is finished: the sick image goes, the good one comes back', async () => {
    const machine = deployed(next)
    machine.state('image.fedcba987654', 'yes')
    machine.state('linuxfx', `DOCKER|${newImage}`)
    machine.state('sick', 'fedcba987654')
    machine.state('container-log', crash)
    // The container before still answers while the run begins.
    const run = await machine.run(
      ['2'],
      [{ match: '^curl .*/health$', times: 1, out: '{"status":"ok","revision":"abc123def456"}' }],
    )
    expect(run.status).toBe(1)
    expect(started(run.calls)).toEqual([oldImage])
  })
})
