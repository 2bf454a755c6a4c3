/**
 * Builds the real image from the real Dockerfile and talks through it.
 * What this cannot show: the base images of the registry (ours are made from this machine's node), limits of memory and
 * CPU, and a container runtime's own HEALTHCHECK timer; the image workflow runs the same on docker.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeCodes } from '../../../shared/errors.ts'
import { createStore, type ImageConfig, type Store, whyNoContainer } from './buildah.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { LAB_PACKAGES, labPackages, treeBytes } from './sizes.ts'
import { startTalk } from './talk.ts'

const reason = whyNoContainer()
if (reason) console.warn(`\n!!! NOT TESTED: the container image, for ${reason}.\n`)

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** The emulator on its own, as `npm run emulator` starts it, and the address that it prints. */
const startEmulator = async (): Promise<{ child: ChildProcess; endpoint: string }> => {
  const child = spawn('node', ['server/emulator/cli.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (endpoint) return { child, endpoint }
  }
  throw new Error('the emulator ended before it printed its address')
}

const commit = '0123456789abcdef'
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

describe.skipIf(reason)(`image${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  let store: Store
  let image: ImageConfig
  let root = ''
  let emulator: { child: ChildProcess; endpoint: string }
  const sandboxes: Sandbox[] = []

  const start = (env: Record<string, string>, command?: readonly string[]): Sandbox => {
    const sandbox = startSandbox(root, image, env, command)
    sandboxes.push(sandbox)
    return sandbox
  }

  /** The image as a user would start it: nothing set but where Voice Live is, and here a port of our own. */
  const startServer = async (): Promise<{ server: Sandbox; origin: string; env: Record<string, string> }> => {
    const port = await freePort()
    const env = {
      PORT: String(port),
      AZURE_VOICE_LIVE_ENDPOINT: emulator.endpoint,
      AZURE_VOICE_LIVE_API_KEY: 'any-key-will-do',
    }
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
    emulator = await startEmulator()
  }, 240_000)

  afterAll(async () => {
    emulator?.child.kill()
    for (const sandbox of sandboxes) sandbox.kill()
    await Promise.all(sandboxes.map((sandbox) => sandbox.exited))
    await store.remove()
  })

  test('says who it is and how to run it', () => {
    expect(image).toMatchObject({
      User: '65532:65532',
      WorkingDir: '/app',
      Entrypoint: ['/nodejs/bin/node'],
      Cmd: ['--enable-source-maps', '/app/dist/server.mjs'],
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
      'client',
      'healthcheck.mjs',
      'healthcheck.mjs.map',
      'profiles',
      'sbom.cdx.json',
      'server.mjs',
      'server.mjs.map',
    ])
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

    const talk = await startTalk(origin)
    const answer = await talk.ask('What is seven times eight?')
    expect(answer.text).toContain('56')
    expect(answer.samples).toBeGreaterThan(12_000)
  })

  test('drains on SIGTERM: the talker is told to come back, and the process ends well', async () => {
    const { server, origin, env } = await startServer()
    const talk = await startTalk(origin)
    const before = performance.now()
    server.signal('SIGTERM')
    expect(await talk.closed).toBe(closeCodes.restart)
    expect(await server.exited).toBe(0)
    console.log(`SIGTERM to exit with a session open: ${Math.round(performance.now() - before)} ms`)
    // App Service's own limit, which the infrastructure only raises.
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(await start(env, image.Healthcheck.Test.slice(1)).exited).toBe(1)
  })

  test('without Azure says in one sentence that it carries no emulator', async () => {
    const server = start({ PORT: '0' })
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

  test('is small, next to the system packages of the recipe that it replaces', async () => {
    const own = treeBytes(join(root, 'app'))
    const lab = await labPackages()
    console.log(
      [
        `Image: ${megabytes(treeBytes(root))} unpacked, of which ${megabytes(own)} are ours and the rest is the local base (node and its libraries).`,
        lab
          ? `The lab's recipe: ${megabytes(lab.bytes)} for ${LAB_PACKAGES.join(', ')} and all they need (${lab.count} Debian packages), before its Python packages.`
          : "The lab's recipe: not compared, for apt has no package lists here.",
      ].join('\n'),
    )
    expect(own).toBeLessThan(10e6)
    if (lab) expect(treeBytes(root)).toBeLessThan(lab.bytes / 2)
  })
})
