/** `npm run doctor`, as people run it: on a machine where all is well, and on machines where one thing is wrong. */

import { spawn } from 'node:child_process'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { examine } from '../../server/cli/doctor/examine.ts'
import { print } from '../../server/cli/doctor/finding.ts'
import { selfSigned } from '../support/certificate.ts'
import { startEmulator } from '../support/emulator.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  stops.push(() => server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Whatever the environment of the tests knows of Azure must not help the patient. */
const fresh = {
  PORT: '0',
  AZURE_VOICE_LIVE_ENDPOINT: '',
  AZURE_VOICE_LIVE_API_KEY: '',
  AZURE_CLIENT_ID: '',
  AZURE_TENANT_ID: '',
}

const read = (text: string) =>
  [...text.matchAll(/^(ok|note|skip|FAIL) +([\w ]+):/gm)].map(([, outcome, check]) => `${outcome} ${check}`)

/** Lines as `outcome check`, and all that is printed. */
async function ask(env: Record<string, string>) {
  const printed: string[] = []
  for await (const finding of examine({ ...fresh, ...env })) printed.push(print(finding))
  const text = printed.join('\n')
  return { lines: read(text), text }
}

/** As a program of its own. */
const start = (env: Record<string, string>, ...args: readonly string[]) =>
  spawn(process.execPath, ['server/cli/doctor.ts', ...args], { env: { ...process.env, ...fresh, ...env } })

/** Its exit code, and the same. */
async function endOf(child: ReturnType<typeof start>) {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, lines: read(text), text }
}

const run = (...given: Parameters<typeof start>) => endOf(start(...given))

const withKey = (endpoint: string) => ({ AZURE_VOICE_LIVE_ENDPOINT: endpoint, AZURE_VOICE_LIVE_API_KEY: 'hush-hush' })

const refusing = async (status: number): Promise<string> => {
  const http = createHttpServer()
  http.on('upgrade', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`))
  return `http://${await listen(http)}`
}

describe('the doctor', () => {
  test('says that npm took its flag', async () => {
    const { code, text } = await run({ npm_config_config: 'true' })
    expect(text).toBe('npm took --config for itself; write -- before it: npm run doctor -- … --config\n')
    expect(code).toBe(2)
  })

  test('ends without a word when nobody reads on', async () => {
    const child = start({}, '--config')
    child.stdout.destroy()
    expect(await endOf(child)).toEqual({ code: 0, lines: [], text: '' })
  })

  test('finds nothing wrong with a fresh clone: the emulator', async () => {
    const { code, lines, text } = await run({})
    expect(lines).toEqual(['ok Node', 'ok page', 'ok configuration', 'ok port', 'ok emulator', 'ok session'])
    expect(text).toContain('All is well.')
    expect(code).toBe(0)
  })

  test('finds nothing wrong with an emulator that runs alone, and leaves no session behind', async () => {
    const emulator = await startEmulator()
    stops.push(emulator.stop)
    const { lines, text } = await ask(withKey(emulator.url))
    expect(lines.slice(3)).toEqual(['ok port', 'ok name', 'ok credential', 'ok session'])
    expect(text).not.toContain('hush-hush')
    await emulator.quiet()
    expect(emulator.openSessions()).toBe(0)
  })

  test('stops at a wrong configuration, and says all of it', async () => {
    const { code, lines, text } = await run({ PORT: 'x', VOICE_LIVE_VOICE: 'Samantha' })
    expect(lines).toEqual(['ok Node', 'ok page', 'FAIL configuration', 'FAIL configuration', 'skip session'])
    expect(text).toContain('PORT must be a whole number')
    expect(code).toBe(1)
  })

  test('names an address that does not exist', async () => {
    const { lines, text } = await ask(withKey('https://nobody.invalid'))
    expect(lines.slice(4)).toEqual(['FAIL name', 'ok credential', 'skip session'])
    expect(text).toContain('Check AZURE_VOICE_LIVE_ENDPOINT')
  })

  test('names a certificate that nobody trusts', async () => {
    const tls = createTlsServer(selfSigned('localhost')).on('tlsClientError', () => {})
    const { lines, text } = await ask(withKey(`https://${await listen(tls)}`))
    expect(lines.slice(4)).toEqual(['ok name', 'FAIL TLS', 'ok credential', 'skip session'])
    expect(text).toContain('NODE_EXTRA_CA_CERTS')
  })

  test.each([
    [401, 'Copy a key of this very resource'],
    [403, 'Check the network rules'],
    [404, 'AZURE_VOICE_LIVE_API_VERSION'],
    [429, 'Wait a minute'],
  ])('names a refusal with %i, and what to do: %s', async (status, remedy) => {
    const { lines, text } = await ask(withKey(await refusing(status)))
    expect(lines.at(-1)).toBe('FAIL session')
    expect(text).toContain(`HTTP ${status}`)
    expect(text).toContain(remedy)
  })

  test('names who signs in and the roles that are missing, but not the token', async () => {
    const claims = Buffer.from('{"oid":"an-object","tid":"a-tenant","idtyp":"app"}').toString('base64url')
    const reply = {
      access_token: `eyJhbGciOiJSUzI1NiJ9.${claims}.c2ln`,
      expires_on: String(Math.floor(Date.now() / 1000) + 3600),
      resource: 'https://ai.azure.com',
      token_type: 'Bearer',
    }
    const identity = createHttpServer((_request, response) => response.end(JSON.stringify(reply)))
    const { lines, text } = await run({
      AZURE_VOICE_LIVE_ENDPOINT: await refusing(403),
      AZURE_CLIENT_ID: 'a-client',
      IDENTITY_ENDPOINT: `http://${await listen(identity)}/msi/token`,
      IDENTITY_HEADER: 'a-header',
    })
    expect(lines.slice(-2)).toEqual(['ok credential', 'FAIL session'])
    expect(text).toContain('an app or managed identity, object id an-object, tenant a-tenant')
    expect(text).toContain('az role assignment create --assignee an-object')
    expect(text).not.toContain('eyJ')
  })

  test('notes that the port is taken', async () => {
    const [, port = ''] = (await listen(createTcpServer())).split(':')
    const { lines } = await ask({ PORT: port })
    expect(lines).toContain('note port')
  })

  test('prints the configuration when it is asked to, and ends with the code that scripts look at', async () => {
    const { code, text } = await run({ AGENT_PROFILE: 'nobody' }, '--config')
    expect(text).toContain('Problems: the server would not start')
    expect(code).toBe(1)
  })

  test('says which flag it does not know', async () => {
    expect(await run({}, '--colour')).toMatchObject({ code: 2, text: expect.stringContaining('Usage: npm run doctor') })
  })
})
