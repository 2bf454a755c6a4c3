/** The programs that some tests need and npm cannot bring: where they are, how to get them, and which tests do without them. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Need = Readonly<{
  /** the Debian package that brings it */
  debian: string
  /** what is not tested where it is missing */
  tests: string
}>

const needs = {
  bash: { debian: 'bash', tests: 'azdeploy.sh and the scripts of the workflows' },
  shellcheck: { debian: 'shellcheck', tests: 'the lint of the shell sources' },
  shfmt: { debian: 'shfmt', tests: 'the format of the shell sources' },
  expect: { debian: 'expect', tests: 'the menu of azdeploy.sh in a terminal' },
  buildah: { debian: 'buildah', tests: 'the container image' },
  chromium: {
    debian: 'chromium-headless-shell',
    tests: 'the page in a browser (CHROME_PATH names another Chromium or Chrome)',
  },
} as const satisfies Readonly<Record<string, Need>>

export type Program = keyof typeof needs

/** The shell first: the same engine at half the cost, as it has no window to draw. */
const browserPlaces = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const onPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))

/** Path of a program, or undefined. The Chromium that the tests drive is CHROME_PATH's, else that of the usual places. */
export function findProgram(program: Program): string | undefined {
  if (program !== 'chromium') return onPath(program)
  const chosen = process.env.CHROME_PATH
  return chosen && existsSync(chosen) ? chosen : browserPlaces.find((place) => existsSync(place))
}

const missingPrograms = (): readonly Program[] =>
  (Object.keys(needs) as Program[]).filter((program) => findProgram(program) === undefined)

/** Installs what is missing where that is possible: as root, on Debian. Returns a line for each program that is still missing. */
export async function installPrograms(): Promise<readonly string[]> {
  const missing = missingPrograms()
  if (missing.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    const packages = missing.map((program) => needs[program].debian).join(' ')
    console.log(`Installing what the tests need: ${packages}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const install = `apt-get update -qq && apt-get install -y -qq ${packages} >/dev/null`
    await once(spawn('sh', ['-c', install], { stdio: 'inherit', env }), 'close')
  }
  return missingPrograms().map((program) => {
    const { debian, tests } = needs[program]
    return `Skipped without ${program}: ${tests}. On Debian or Ubuntu: sudo apt-get install ${debian}`
  })
}
