/** The few programs the tests need that npm cannot bring: found, or installed where that is possible, or named in a sentence. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Program -> the Debian package that brings it. */
const debianPackages: Readonly<Record<string, string>> = {
  shellcheck: 'shellcheck',
  shfmt: 'shfmt',
  expect: 'expect',
  buildah: 'buildah',
}

const browserPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const isOnPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

/** Path of the Chromium that the tests drive: CHROME_PATH, else the usual places. */
export function findBrowser(): string | undefined {
  const chosen = process.env.CHROME_PATH
  return chosen && existsSync(chosen) ? chosen : browserPlaces.find((place) => existsSync(place))
}

/** True when every tool is there, after installing what is missing if this is root on Debian. */
export function ensureTools(): boolean {
  const missing = Object.entries(debianPackages).filter(([program]) => !isOnPath(program))
  const packages = missing.map(([, name]) => name)
  if (findBrowser() === undefined) packages.push('chromium')
  if (packages.length === 0) return true
  const command = `apt-get install -y ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.error(
      `The tests need ${packages.join(', ')}. On Debian or Ubuntu: sudo ${command}. Elsewhere, install them by their own installers and set CHROME_PATH to a Chromium or Chrome.`,
    )
    return false
  }
  console.log(`Installing what the tests need: ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = `apt-get update -qq && ${command} -qq >/dev/null`
  return spawnSync('sh', ['-c', install], { stdio: 'inherit', env }).status === 0
}
