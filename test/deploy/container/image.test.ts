/**
 * Builds the real image from the real Dockerfile and talks through it.
 * What this cannot show: the base images of the registry (ours are made from this machine's node), limits of memory and
 * CPU, and a container runtime's own HEALTHCHECK timer; the image workflow runs the same on docker.
 */

import { scryptSync } from 'node:crypto'
import {
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { closeCodes } from '../../../shared/errors.ts'
import { openPage } from '../../contract/page.ts'
import { talk } from '../../smoke/talk.mjs'
import { freePort } from '../../support/free-port.ts'
import { type Running, start as startProcess } from '../../support/processes.ts'
import { enterDungeon, steps } from '../../support/walk.ts'
import { createStore, type ImageConfig, type Store, whyNoContainer } from './buildah.ts'
import { startIdentityEndpoint } from './identity-endpoint.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const reason = whyNoContainer()
if (reason) console.warn(`\n!!! NOT TESTED: the container image, for ${reason}.\n`)

/** Access as azdeploy.sh sets it up: a code, of which the container gets the salted hash, and a secret that signs tickets. */
const accessCode = 'abcd-efgh-jkmn-pqrs'
const hash = scryptSync(accessCode, 'sixteen bytes ok', 32, { N: 16_384, r: 8, p: 1 }).toString('base64url')
const access = {
  ACCESS_CODE_HASH: `scrypt:${Buffer.from('sixteen bytes ok').toString('base64url')}:${hash}`,
  TICKET_SECRET: 'a secret of at least thirty-two characters',
}

const getTicket = async (origin: string): Promise<string> => {
  const response = await fetch(`${origin}/access`, { method: 'POST', body: JSON.stringify({ code: accessCode }) })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Bytes of all files below `folder`. */
const treeBytes = (folder: string): number =>
  globSync('**', { cwd: folder }).reduce((sum, path) => {
    const status = lstatSync(join(folder, path))
    return sum + (status.isFile() ? status.size : 0)
  }, 0)

const commit = '0123456789abcdef'
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

describe.skipIf(reason)(`image${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  let store: Store
  let image: ImageConfig
  let root = ''
  let emulator: Running
  const sandboxes: Sandbox[] = []

  const start = (env: Record<string, string>, command?: readonly string[]): Sandbox => {
    const sandbox = startSandbox(root, image, env, command)
    sandboxes.push(sandbox)
    onTestFailed(() => console.error(sandbox.lines.join('\n')))
    return sandbox
  }

  /** The image as App Service starts it: where Voice Live is, who may talk, and here a port of our own. */
  const startServer = async (
    credential: Record<string, string> = { AZURE_VOICE_LIVE_API_KEY: 'any-key-will-do' },
  ): Promise<{ server: Sandbox; origin: string; env: Record<string, string> }> => {
    const port = await freePort()
    const env = { PORT: String(port), AZURE_VOICE_LIVE_ENDPOINT: emulator.url, ...credential, ...access }
    const server = start(env)
    await server.line(new RegExp(`:${port}`))
    return { server, origin: `http://127.0.0.1:${port}`, env }
  }

  beforeAll(async () => {
    store = createStore(folder)
    await store.makeRuntimeBase('localhost/runtime')
    await store.makeBuildBase('localhost/runtime', 'localhost/build')
    await store.build('localhost/app', '.', {
      NODE_IMAGE: 'localhost/build',
      RUNTIME_IMAGE: 'localhost/runtime',
      GIT_SHA: commit,
    })
    image = await store.config('localhost/app')
    root = await store.mount('localhost/app')
    store.bringNode(root)
    emulator = await startProcess(process.execPath, ['server/emulator/cli.ts', '--port', '0'])
  }, 240_000)

  afterAll(async () => {
    await emulator?.stop()
    for (const sandbox of sandboxes) sandbox.kill()
    await Promise.all(sandboxes.map((sandbox) => sandbox.exited))
    await store.remove()
  })

  test('says who it is and how to run it', () => {
    expect(image).toMatchObject({
      User: '65532:65532',
      WorkingDir: '/app',
      Entrypoint: ['/nodejs/bin/node'],
      Cmd: ['--max-semi-space-size=16', '/app/dist/server.mjs'],
      ExposedPorts: { '8080/tcp': {} },
      Healthcheck: { Test: ['CMD', '/nodejs/bin/node', '/app/dist/healthcheck.mjs'] },
      Labels: { 'org.opencontainers.image.revision': commit },
    })
    expect(image.Env).toContain(`GIT_SHA=${commit}`)
  })

  test('holds what was built and nothing else, owned by root', () => {
    const files = globSync('**', { cwd: join(root, 'app') }).map((path) => join(root, 'app', path))
    expect(readdirSync(join(root, 'app'))).toEqual(['dist'])
    expect(readdirSync(join(root, 'app/dist')).sort()).toEqual([
      'LICENSES.txt',
      'agents',
      'client',
      'healthcheck.mjs',
      'healthcheck.mjs.map',
      'identity.mjs',
      'identity.mjs.map',
      'sbom.cdx.json',
      'server.mjs',
      'server.mjs.map',
      'tools',
    ])
    expect(readdirSync(join(root, 'app/dist/agents'))).toEqual(readdirSync('agents'))
    const tools = readdirSync('tools').flatMap((file) => (/\.ts$/.test(file) ? [file.replace('.ts', '.mjs')] : []))
    expect(readdirSync(join(root, 'app/dist/tools'))).toEqual(expect.arrayContaining(tools))
    expect(files.filter((file) => statSync(file).uid !== 0 || statSync(file).mode & 0o022)).toEqual([])
    expect(readFileSync(join(root, 'app/dist/server.mjs'), 'utf8')).not.toMatch(/soundswallower|flite|fvad/i)
  })

  test('runs as process 1, as nobody, without capabilities, and cannot write anywhere', async () => {
    const script = `
      const { writeFileSync } = require('node:fs')
      const write = (path) => { try { writeFileSync(path, ''); return 'written' } catch (error) { return error.code } }
      console.log(JSON.stringify([process.pid, process.getuid(), process.getgid(), process.getgroups(), process.cwd(), write('/app/dist/x'), write('/tmp/x')]))`
    const probe = start({}, ['/nodejs/bin/node', '-e', script])
    expect(JSON.parse(await probe.line(/^\[/))).toEqual([1, 65532, 65532, [65532], '/app', 'EROFS', 'EROFS'])
    expect(await probe.exited).toBe(0)
  })

  test('is healthy, says so by its own health check, and talks through to the emulator', async () => {
    const { server, origin, env } = await startServer()
    expect(server.status()).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m)
    expect(server.status()).toMatch(/^CapEff:\t0+$/m)
    expect(server.status()).toMatch(/^NoNewPrivs:\t1$/m)
    expect((await fetch(`${origin}/health`)).status).toBe(200)
    expect(await start(env, image.Healthcheck.Test.slice(1)).exited).toBe(0)
    expect(await (await fetch(`${origin}/`)).text()).toContain('<title>')

    const { question, answer, spokenMs } = await talk(origin, accessCode)
    console.log(`Asked through the image: "${question}" Answered: "${answer}"`)
    expect(question).not.toBe('')
    expect(spokenMs).toBeGreaterThan(500)
    await expect(talk(origin, 'wrong-code')).rejects.toThrow('did not accept the access code (401)')
  })

  test('needs no key: with a managed identity, as on App Service, it is ready', async () => {
    const identity = await startIdentityEndpoint('the-client-id', 'a-token')
    try {
      const { server, origin } = await startServer(identity.env)
      const ready = await fetch(`${origin}/ready`)
      expect([ready.status, ...server.lines.slice(1)]).toEqual([200])
      expect(identity.asked).toEqual(['https://ai.azure.com the-client-id'])
    } finally {
      identity.stop()
    }
  })

  test('takes an agent and a tool of one’s own from a folder that is mounted, those of docs/agents.md', async () => {
    mkdirSync(join(root, 'mine'))
    for (const step of steps) if ('file' in step) writeFileSync(join(root, 'mine', basename(step.file)), step.content)
    const own = { AGENT_DIR: '/mine', TOOL_DIR: '/mine', AGENT_PROFILE: 'dungeon' }
    const { origin } = await startServer({ AZURE_VOICE_LIVE_API_KEY: 'any-key-will-do', ...own })
    await enterDungeon(openPage(`${origin.replace('http', 'ws')}/ws`, { cookie: await getTicket(origin) }))
  })

  test('drains on SIGTERM: the user is told to come back, and the process ends well', async () => {
    const { server, origin, env } = await startServer()
    const page = openPage(`${origin.replace('http', 'ws')}/ws`, { cookie: await getTicket(origin) })
    await page.next('hello')
    page.say({ type: 'session.start' })
    await page.next('session.ready')
    server.signal('SIGTERM')
    expect((await page.closed).code).toBe(closeCodes.restart)
    expect(await server.exited).toBe(0)
    expect(await start(env, image.Healthcheck.Test.slice(1)).exited).toBe(1)
  })

  test('is no open tap: without an access code it refuses to start, and says what to set', async () => {
    const server = start({ AZURE_VOICE_LIVE_ENDPOINT: emulator.url, AZURE_VOICE_LIVE_API_KEY: 'any-key-will-do' })
    expect(await server.exited).toBe(1)
    expect(server.lines).toEqual([expect.stringMatching(/ACCESS_CODE_HASH and TICKET_SECRET.*ACCESS=open/)])
  })

  test('without Azure says in one sentence that it carries no emulator', async () => {
    const server = start({ PORT: '0', ...access })
    expect(await server.exited).toBe(1)
    expect(server.lines).toEqual([expect.stringMatching(/no emulator.*AZURE_VOICE_LIVE_ENDPOINT/)])
  })

  test('.dockerignore keeps secrets and all that is not built out of the build', async () => {
    const context = join(folder, 'context')
    const wanted = [
      'package.json',
      'package-lock.json',
      'Dockerfile',
      'client/build.ts',
      'server/node.ts',
      'shared/loop.ts',
    ]
    const unwanted = [
      ...['.git/config', '.github/x', '.env', '.env.local', 'server/.env', '.azure/dev/.env', 'certificate.pem'],
      ...['.npmrc', 'client/debug.log', 'node_modules/hono/index.js', 'dist/server.mjs'],
      ...['infra/main.bicep', 'test/x.test.ts', 'docs/deploy.md', 'README.md', 'azdeploy.sh', 'azure.yaml'],
    ]
    for (const path of [...wanted, ...unwanted]) {
      mkdirSync(dirname(join(context, path)), { recursive: true })
      writeFileSync(join(context, path), '')
    }
    writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY . /\n')
    const copied = async (name: string, ignore: string): Promise<string[]> => {
      writeFileSync(join(context, '.dockerignore'), ignore)
      await store.build(name, context)
      const place = await store.mount(name)
      return [...wanted, ...unwanted].filter((path) => statSync(join(place, path), { throwIfNoEntry: false }))
    }
    expect(await copied('localhost/all', '')).toEqual([...wanted, ...unwanted])
    expect(await copied('localhost/kept', readFileSync('.dockerignore', 'utf8'))).toEqual(wanted)
  })

  test('is small: what is ours beside node and its libraries', () => {
    const own = treeBytes(join(root, 'app'))
    console.log(`Image: ${megabytes(treeBytes(root))} unpacked, of which ${megabytes(own)} are ours.`)
    expect(own).toBeLessThan(10e6)
  })
})
