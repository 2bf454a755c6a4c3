/** What the system packages of the lab's recipe weigh, by Debian's own lists: the recipe itself cannot be built without a registry. */

import { execFile } from 'node:child_process'
import { globSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What the lab's Dockerfile installs beside Python, and Python itself as Debian has it. */
export const LAB_PACKAGES = ['build-essential', 'ffmpeg', 'libsndfile1', 'python3']

/** Bytes of all files below `folder`. */
export const treeBytes = (folder: string): number =>
  globSync('**', { cwd: folder }).reduce((sum, path) => {
    const status = lstatSync(join(folder, path))
    return sum + (status.isFile() ? status.size : 0)
  }, 0)

/**
 * Installed size of `LAB_PACKAGES` and all that they need, on an empty system, by apt's own solver; undefined without
 * apt or its lists. The lab's Python packages and the base of its Python image are not in it.
 */
export async function labPackages(): Promise<{ count: number; bytes: number } | undefined> {
  try {
    const emptySystem = ['-o', 'Dir::State::status=/dev/null']
    const plan = await run('apt-get', ['install', '-s', '--no-install-recommends', ...emptySystem, ...LAB_PACKAGES])
    const names = [...plan.stdout.matchAll(/^Inst (\S+) \((\S+)/gm)].map(([, name, version]) => `${name}=${version}`)
    const { stdout } = await run('apt-cache', ['show', ...names], { maxBuffer: 16 * 1024 * 1024 })
    const kibibytes = [...stdout.matchAll(/^Installed-Size: (\d+)$/gm)].map(([, size]) => Number(size))
    return names.length > 0 ? { count: names.length, bytes: kibibytes.reduce((a, b) => a + b, 0) * 1024 } : undefined
  } catch {
    return undefined
  }
}
