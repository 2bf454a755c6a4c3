/** The smoke test must pass on what talks, and say why on what does not. */

import { spawn } from 'node:child_process'
import { scryptSync } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { talk } from '../smoke/talk.mjs'
import { startServer } from '../support/processes.ts'

/** As a program of its own. */
async function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [file, ...args], { env: { PATH: '', ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  const [status] = await once(child, 'close')
  return { status, output }
}

test('the smoke test hears the right answer from a server on the emulator', async () => {
  const server = await startServer({}, 'server/node.ts')
  try {
    const report = await talk(server.url)
    expect(report.question).toBe('what is seven times six')
    expect(report.answer).toMatch(/42/)
    expect(report.spokenMs).toBeGreaterThan(1000)
    expect(report.answeredMs).toBeGreaterThan(0)
  } finally {
    await server.stop()
  }
})

test('the smoke test fails with the reason when the voice service cannot be reached', async () => {
  const nobody = { AZURE_VOICE_LIVE_ENDPOINT: 'http://127.0.0.1:9', AZURE_VOICE_LIVE_API_KEY: 'any' }
  const server = await startServer(nobody)
  try {
    await expect(talk(server.url)).rejects.toThrow('The voice service could not be reached.')
  } finally {
    await server.stop()
  }
})

test('the smoke test fails with the reason when nobody is there', async () => {
  await expect(talk('http://127.0.0.1:9')).rejects.toThrow('cannot be reached')
})

test.each([[[]], [['no-address']], [['http://127.0.0.1:9', 'and-more']]])(
  'npm run smoke says how it is used when it is given %j',
  async (given) => {
    const usage = { status: 2, output: expect.stringContaining('Usage: npm run smoke') }
    expect(await run('test/smoke/smoke.mjs', given)).toEqual(usage)
  },
)

test('npm run smoke needs no package, gets in with the access code, and says what is missing without it', async () => {
  const code = 'abcd-efgh-jkmn-pqrs'
  const salt = Buffer.from('salt of a test')
  const key = scryptSync(code, salt, 32, { N: 16_384, r: 8, p: 1 })
  const server = await startServer({
    ACCESS_CODE_HASH: `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`,
    TICKET_SECRET: 's'.repeat(40),
  })
  // Where nothing is installed, as in Cloud Shell.
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'))
  cpSync('test/smoke', folder, { recursive: true })
  const smoke = (env: Record<string, string>) => run(join(folder, 'smoke.mjs'), [server.url], env)
  try {
    const ENV_FILE = join(folder, 'mine.env')
    writeFileSync(ENV_FILE, `ACCESS_CODE=${code}\n`)
    expect(await smoke({ ENV_FILE })).toEqual({ status: 0, output: expect.stringMatching(/It talks\..*42/s) })
    expect(await smoke({})).toEqual({ status: 1, output: expect.stringContaining('asks for its access code; set') })
    const wrong = await smoke({ ENV_FILE, ACCESS_CODE: 'wrong' })
    expect(wrong).toEqual({ status: 1, output: expect.stringContaining('did not accept the access code (401)') })
    expect(server.output()).not.toContain(code)
  } finally {
    rmSync(folder, { recursive: true })
    await server.stop()
  }
})
