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
 * Installed size of `LAB_PACKAGES` and all that they need, on an empty system, by apt's own solver, which is asked what it
 * would do and told no; undefined without apt or its lists. The lab's Python packages and the base of its image are not in it.
 */
export async function labPackages(): Promise<{ count: number; bytes: number } | undefined> {
  const emptySystem = ['-o', 'Dir::State::status=/dev/null', '-o', 'Debug::NoLocking=1']
  const onlyAsked = ['--print-uris', '--download-only', '--assume-no']
  try {
    const { stdout } = await run(
      'apt-get',
      ['install', '--no-install-recommends', ...onlyAsked, ...emptySystem, ...LAB_PACKAGES],
      { maxBuffer: 16 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } },
    )
    const count = Number(/(\d+) newly installed/.exec(stdout)?.[1])
    const megabytes = Number(/After this operation, ([\d,]+) MB/.exec(stdout)?.[1]?.replaceAll(',', ''))
    return count > 0 && megabytes > 0 ? { count, bytes: megabytes * 1e6 } : undefined
  } catch {
    return undefined
  }
}
