/**
 * Builds images with buildah in a store of their own, on bases made from this machine's node: no registry, no docker.
 * node and npm are lent to them: in an image, their 126 MB and 2,400 files would be copied, packed and hashed at every step.
 */

import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Where distroless has it, and where the image looks for it. */
const NODE = '/nodejs/bin/node'
const outputBytes = 16 * 1024 * 1024

/** What a container would run, as the image says it. */
export type ImageConfig = Readonly<{
  User: string
  Env: readonly string[]
  Cmd: readonly string[]
  Entrypoint: readonly string[]
  WorkingDir: string
  ExposedPorts: Readonly<Record<string, unknown>>
  Healthcheck: Readonly<{ Test: readonly string[] }>
  Labels: Readonly<Record<string, string>>
}>

export type Store = ReturnType<typeof createStore>

/** Why no container can be built and run here, in one sentence; undefined when one can. */
export function whyNoContainer(): string | undefined {
  if (process.platform !== 'linux') return 'containers are built and run on Linux only'
  if (process.getuid?.() !== 0)
    return 'mounting the image needs root; run the tests as root, or let the image workflow do it'
  if (spawnSync('buildah', ['--version']).status !== 0) return 'buildah is missing (apt-get install buildah)'
  if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0)
    return 'this machine lets nobody make namespaces (a container without CAP_SYS_ADMIN?)'
  return undefined
}

const copyInto = (root: string, from: string, to: string): void => {
  mkdirSync(join(root, dirname(to)), { recursive: true })
  copyFileSync(from, join(root, to))
}

const copyLibraries = async (program: string, root: string): Promise<void> => {
  const { stdout } = await run('ldd', [program])
  for (const library of stdout.match(/\/\S+/g) ?? []) copyInto(root, library, library)
}

/** The npm that runs this test, or the one on PATH: the folder of its package. */
const npmFolder = (): string => {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'))
  const found = [process.env.npm_execpath ?? '', ...onPath].find((path) => existsSync(path))
  if (!found) throw new Error('there is no npm on PATH to install with')
  return dirname(dirname(realpathSync(found)))
}

const npmConfig = async (key: string): Promise<string> => (await run('npm', ['config', 'get', key])).stdout.trim()

/** A store below `folder` (which the caller removes). The vfs driver copies whole trees: slow, and the same on every machine. */
export function createStore(folder: string) {
  const place = ['--root', join(folder, 'root'), '--runroot', join(folder, 'runroot'), '--storage-driver', 'vfs']
  const buildah = async (...args: readonly string[]): Promise<string> =>
    (await run('buildah', [...place, ...args], { maxBuffer: outputBytes })).stdout.trim()

  const makeBase = async (from: string, name: string, fill: (root: string) => Promise<string[]>): Promise<void> => {
    const container = await buildah('from', '--pull-never', from)
    const settings = await fill(await buildah('mount', container))
    if (settings.length > 0) await buildah('config', ...settings, container)
    await buildah('commit', '--quiet', '--format', 'docker', '--rm', container, name)
  }

  /** What distroless is to us, but for node: the libraries of node, a user 65532, no shell. */
  const makeRuntimeBase = (name: string): Promise<void> =>
    makeBase('scratch', name, async (root) => {
      for (const path of ['tmp', 'etc', 'proc', 'dev', 'sys']) mkdirSync(join(root, path))
      writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/\nnonroot:x:65532:65532::/home/nonroot:/\n')
      await copyLibraries(process.execPath, root)
      return []
    })

  /** What node:24-slim is to us, but for node and npm: the above with a shell, and what makes npm install out of this machine's npm cache where it can. */
  const makeBuildBase = (runtimeBase: string, name: string): Promise<void> =>
    makeBase(runtimeBase, name, async (root) => {
      await copyLibraries('/bin/sh', root)
      copyInto(root, '/bin/sh', '/bin/sh')
      mkdirSync(join(root, 'usr/local/bin'), { recursive: true })
      symlinkSync(NODE, join(root, 'usr/local/bin/node'))
      const script = '#!/bin/sh\nexec node /npm/bin/npm-cli.js "$@"\n'
      writeFileSync(join(root, 'usr/local/bin/npm'), script, { mode: 0o755 })
      const env = [
        'npm_config_cache=/npm-cache',
        'npm_config_prefer_offline=true',
        'npm_config_update_notifier=false',
        `npm_config_registry=${await npmConfig('registry')}`,
      ]
      // A machine behind a proxy that signs for itself says so by this variable.
      const certificates = process.env.NODE_EXTRA_CA_CERTS
      if (certificates && existsSync(certificates)) {
        copyFileSync(certificates, join(root, 'extra-ca.pem'))
        env.push('NODE_EXTRA_CA_CERTS=/extra-ca.pem')
      }
      return env.flatMap((setting) => ['--env', setting])
    })

  return {
    makeRuntimeBase,
    makeBuildBase,

    /** Builds `context` and returns buildah's log, which ends in the steps of the last stage. */
    build: async (name: string, context: string, args: Readonly<Record<string, string>> = {}): Promise<string> =>
      buildah(
        ...['build', '--pull-never', '--format', 'docker', '--isolation', 'chroot', '--tag', name],
        ...['--volume', `${process.execPath}:${NODE}:ro`, '--volume', `${npmFolder()}:/npm:ro`],
        ...['--volume', `${await npmConfig('cache')}:/npm-cache`],
        ...Object.entries(args).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
        context,
      ),

    config: async (name: string): Promise<ImageConfig> =>
      JSON.parse(await buildah('inspect', '--type', 'image', name)).Docker.config,

    /** Puts node where the base of the registry has it, in the image that is mounted at `root`. */
    bringNode: (root: string): void => copyInto(root, process.execPath, NODE),

    /** Folder in which the image's files lie, writable for us. */
    mount: async (name: string): Promise<string> => buildah('mount', await buildah('from', '--pull-never', name)),

    /** Lets go of every mount and removes the store. */
    remove: async (): Promise<void> => {
      await buildah('rm', '--all')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
