/** The walk of docs/agents.md, as it stands there: its files are written and its commands are run, in a copy of the project. */

import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage } from '../contract/page.ts'
import { enterDungeon, steps } from '../support/walk.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'walk-'))
  // Of agents and tools only what the walk needs: it would come upon those that somebody has added.
  const agents = ['agent.schema.json', 'general-assistant.json'].map((name) => `agents/${name}`)
  const tools = ['calculate.ts', 'current-time.ts', 'lib'].map((name) => `tools/${name}`)
  const parts = [...agents, ...tools, 'client', 'server', 'shared', 'package.json', '.env.example']
  for (const part of parts) cpSync(part, join(folder, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(command: string) {
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const env = {
    PATH,
    HOME: process.env.HOME ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    PORT: '0',
  }
  // A group of its own, so that npm and what it runs end together.
  const child = spawn('sh', ['-c', command], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const heard = new Promise<string>((listening) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const [, port] = /Listening on http:\/\/localhost:(\d+)\//.exec(said) ?? []
      if (port !== undefined) listening(port)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  const ended = new Promise<string>((end) => void child.once('close', () => end(said)))
  const stop = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  return { heard, ended, stop }
}

/** What the page promises of each command, in its order. */
const promises: readonly ((step: string) => Promise<void>)[] = [
  async (copy) => expect(await run(copy).ended).toBe(''),
  async (doctor) =>
    expect(await run(doctor).ended).toContain('tools names roll_dice, and no file in tools has that name'),
  async (doctor) => expect(await run(doctor).ended).toContain('No problems: the server would start.'),
  talk,
  async (keep) => expect(await run(keep).ended).toBe(''),
  async (doctor) => expect(await run(doctor).ended).toMatch(/profile +agents\/dungeon\.json +AGENT_PROFILE/),
  async (importing) => {
    // Its folder of tools may be another, which only `.env` names.
    const before = readFileSync(join(folder, '.env'), 'utf8')
    writeFileSync(join(folder, '.env'), `${before}TOOL_DIR=mine\n`)
    const said = await run(importing).ended
    writeFileSync(join(folder, '.env'), before)
    expect(said).toContain('wrote agents/my-session.json\nwrote mine/get_weather.js\n')
    expect(said).toContain('Not carried:\n  session.avatar: cannot be set, for the page shows no avatar\n')
  },
  async (doctor) => {
    const said = await run(doctor).ended
    expect(said).toMatch(/agent\.name +shop +AZURE_VOICELIVE_AGENT_ID/)
    expect(said).not.toMatch(/session\.(voice|turn_detection|instructions)/)
  },
]

async function talk(command: string): Promise<void> {
  const server = run(command)
  try {
    await enterDungeon(openPage(`ws://127.0.0.1:${await server.heard}/ws`))
  } finally {
    await server.stop()
  }
}

test('the page has a promise for each of its commands', () => {
  expect(steps.filter((step) => 'command' in step)).toHaveLength(promises.length)
})

test('every step of the page does what it says', async () => {
  const left = [...promises]
  for (const step of steps)
    if ('file' in step) writeFileSync(join(folder, step.file), step.content)
    else await left.shift()?.(step.command)
})
