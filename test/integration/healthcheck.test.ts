/** The health check of the image asks the server beside it, on whatever address that listens. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'healthcheck-'))
const ENV_FILE = join(folder, 'mine.env')
afterAll(() => rmSync(folder, { recursive: true }))

const script = fileURLToPath(new URL('../../server/cli/healthcheck.ts', import.meta.url))
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

const cases: [HOST: string, listensOn: string][] = [
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
]
if (hasIpv6) cases.push(['::1', '::1'], ['[::1]', '::1'])

test.each(cases)('HOST=%s is asked', async (HOST, listensOn) => {
  const asked: (string | undefined)[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.end()
  }).listen(0, listensOn)
  await once(server, 'listening')
  const address = server.address()
  const PORT = String(typeof address === 'object' ? address?.port : '')
  // What `.env` says counts, as for the server.
  writeFileSync(ENV_FILE, `ACCESS=open\nPORT=${PORT}\n`)
  const env = { PATH: process.env.PATH, ENV_FILE, HOST }
  const [code] = await once(spawn(process.execPath, [script], { env, stdio: 'ignore' }), 'exit')
  server.close()
  expect([code, asked]).toEqual([0, ['/health']])
})
