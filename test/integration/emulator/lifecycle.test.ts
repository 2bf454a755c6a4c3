/** Who is let in, and that nothing stays behind: sockets, timers, processes. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start as startProcess } from '../../support/processes.ts'
import { connect, refusal, startEmulator } from './harness.ts'

const PATH = '/voice-live/realtime'
let emulator: Awaited<ReturnType<typeof startEmulator>>

beforeAll(async () => {
  emulator = await startEmulator({ pace: 10 })
})
afterAll(() => emulator.stop())

describe('the handshake', () => {
  test.each([
    ['no credential', '?api-version=2026-07-15&model=gpt-4o', {}, 401],
    ['an unknown version', '?api-version=2020-01-01&model=gpt-4o', { 'api-key': 'k' }, 404],
    ['neither model nor agent', '?api-version=2026-07-15', { 'api-key': 'k' }, 400],
    ['both model and agent', '?api-version=2026-07-15&model=a&agent-name=b', { 'api-key': 'k' }, 400],
  ])('is refused by HTTP for %s', async (_, query, headers, status) => {
    const answer = await refusal(emulator.origin, PATH + query, headers)
    expect(answer.status).toBe(status)
    expect(answer.reason).toBeTruthy()
  })

  test('explains itself in JSON to a plain request', async () => {
    const url = new URL(`${PATH}?api-version=2026-07-15&model=gpt-4o`, emulator.origin.replace('ws', 'http'))
    const refused = await fetch(url)
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: { code: '401', message: expect.any(String) } },
    ])
    const plain = await fetch(url, { headers: { 'api-key': 'k' } })
    expect([plain.status, await plain.json()]).toEqual([426, { error: { code: '426', message: expect.any(String) } }])
  })

  test('says when to come back, when it is told to refuse for load', async () => {
    const url = new URL(`${PATH}?api-version=2026-07-15&model=gpt-4o`, emulator.origin.replace('ws', 'http'))
    const headers = { 'api-key': 'k', 'x-emulator-refuse': '429', 'x-emulator-retry-after': '3' }
    const refused = await fetch(url, { headers })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3'])
  })

  test('says of WebRTC that it is not emulated', async () => {
    const answer = await fetch(new URL(`${PATH}/calls`, emulator.origin.replace('ws', 'http')), { method: 'POST' })
    expect([answer.status, await answer.json()]).toEqual([
      501,
      { error: { code: 'not_emulated', message: expect.stringContaining('WebRTC is not emulated') } },
    ])
  })

  test('with an agent but no project opens, explains itself and closes', async () => {
    const url = `${emulator.origin}${PATH}?api-version=2026-07-15&agent-name=shop&api-key=any`
    const socket = new WebSocket(url)
    const [[message], [closed]] = await Promise.all([once(socket, 'message'), once(socket, 'close')])
    expect(JSON.parse(message.data)).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('agent') },
    })
    expect(closed.code).toBe(1008)
  })

  test('takes the key from the query, for clients that cannot set headers', async () => {
    const socket = new WebSocket(`${emulator.origin}${PATH}?api-version=2026-07-15&model=gpt-4o&api-key=any`)
    const [message] = await once(socket, 'message')
    expect(JSON.parse(message.data)).toMatchObject({ type: 'session.created', session: { object: 'realtime.session' } })
    socket.close()
    await once(socket, 'close')
  })

  test('a client that begins to listen a moment after the upgrade misses nothing', async () => {
    const url = `${emulator.origin}${PATH}?api-version=2026-07-15&model=gpt-4o&api-key=any`
    const first = async () => {
      const socket = new WebSocket(url)
      await once(socket, 'open')
      await new Promise((resolve) => setImmediate(resolve))
      // Something comes in any case: an error, for there is nothing to cancel.
      socket.send(JSON.stringify({ type: 'response.cancel' }))
      const [message] = await once(socket, 'message')
      socket.close()
      await once(socket, 'close')
      return JSON.parse(message.data).type
    }
    // One after the other: what comes with the upgrade itself would be missed by about every second one.
    for (let each = 0; each < 10; each += 1) expect(await first()).toBe('session.created')
  })

  test('the session says who it is and when it ends', async () => {
    const client = await connect(emulator.origin)
    const [created] = client.all('session.created')
    expect(created?.session.id).toMatch(/^sess_[0-9A-Za-z]{22}$/)
    expect(created?.event_id).toMatch(/^event_[0-9A-Za-z]{22}$/)
    expect(created?.session.model).toBe('gpt-4o-2024-11-20')
    expect(created?.session.expires_at).toBeGreaterThan(Date.now() / 1000)
    await client.close()
  })
})

describe('what is not emulated', () => {
  test('a face costs a warning for each part of it, and the rest of the update counts', async () => {
    const client = await connect(emulator.origin)
    const { session } = await client.update({
      avatar: { character: 'lisa', customized: false },
      animation: { outputs: ['viseme_id'] },
      modalities: ['text', 'audio', 'avatar', 'animation'],
      instructions: 'Be brief.',
    })
    expect(session).toMatchObject({ avatar: null, modalities: ['text', 'audio'], instructions: 'Be brief.' })
    expect(client.all('warning').map(({ warning }) => warning?.param)).toEqual(['session.avatar', 'session.animation'])
    await client.close()
  })

  test.each([{ avatar: { character: 'lisa', customized: false } }, { animation: { outputs: ['viseme_id'] } }])(
    'in strict mode %j is refused with an error, and the session goes on as it was',
    async (face) => {
      const client = await connect(emulator.origin, { 'emulator-strict': 'on' })
      client.send({
        type: 'session.update',
        event_id: 'mine',
        session: face,
      })
      expect((await client.next('error')).error).toMatchObject({ code: 'not_emulated', event_id: 'mine' })
      expect((await client.update({ modalities: ['text'] })).session).toMatchObject({ avatar: null, animation: null })
      await client.close()
    },
  )
})

describe('strict mode', () => {
  const strict = { 'emulator-strict': 'on' }

  test.each([
    ['an unknown key', { type: 'response.cancel', colour: 'red' }, 'unknown_parameter'],
    ['an unknown key of the session', { type: 'session.update', session: { colour: 'red' } }, 'unknown_parameter'],
    ['an unknown type', { type: 'session.paint' }, 'invalid_value'],
    ['a value out of range', { type: 'session.update', session: { temperature: 9 } }, 'invalid_request_error'],
  ])('%s is an error with the id of the event, and never a close', async (_, event, code) => {
    const client = await connect(emulator.origin, strict)
    client.send({ ...event, event_id: 'mine' })
    expect((await client.next('error')).error).toMatchObject({ code, event_id: 'mine' })
    await client.update({ modalities: ['text'] })
    await client.close()
  })

  test('is off unless it is asked for', async () => {
    const client = await connect(emulator.origin)
    client.send({ type: 'session.update', session: { colour: 'red' } })
    await client.next('session.updated')
    expect(client.all('error')).toEqual([])
    await client.close()
  })
})

describe('the end', () => {
  test('stop closes every session with 1001, in the middle of an answer too', async () => {
    const subject = await startEmulator({ pace: 1 })
    const [speaking, idle] = await Promise.all([connect(subject.origin), connect(subject.origin)])
    speaking.type('tell me a story')
    await speaking.next('response.audio.delta')
    subject.emulator.stop()
    expect(await Promise.all([speaking.closed(), idle.closed()])).toEqual([1001, 1001])
    await subject.stop()
  })

  test('a client that goes away in the middle of an answer leaves no one behind to speak to', async () => {
    const subject = await startEmulator({ pace: 1 })
    const client = await connect(subject.origin)
    client.type('tell me a story')
    await client.next('response.audio.delta')
    client.socket.terminate()
    await client.closed()
    while (subject.sockets.clients.size > 0) await new Promise((resolve) => setImmediate(resolve))
    const before = subject.journal.length
    const other = await connect(subject.origin)
    other.type('what is the capital of Italy')
    await other.next('response.audio.delta')
    const session = other.all('session.created')[0]?.session.id
    expect(subject.journal.slice(before).every((entry) => entry.session === session)).toBe(true)
    await subject.stop()
  })

  test('after stop the process ends by itself: no timer and no socket holds it', async () => {
    const script = fileURLToPath(new URL('./leaves-nothing.ts', import.meta.url))
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (data) => {
      printed += data
    })
    const [code] = await once(child, 'exit')
    expect({ code, printed: printed.trim() }).toEqual({ code: 0, printed: 'stopped in the middle of an answer' })
  })
})

describe('npm run emulator', () => {
  const cli = fileURLToPath(new URL('../../../server/emulator/cli.ts', import.meta.url))
  const start = (...args: string[]) => spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

  const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

  test.each(['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])])(
    'on %s prints where it is, serves, and stops on SIGTERM',
    async (host) => {
      const child = start('--host', host, '--port', '0')
      const [printed] = await once(child.stdout, 'data')
      const origin = /http:\/\/(\S+):\d+/.exec(String(printed))?.[0] ?? ''
      expect(URL.canParse(origin)).toBe(true)
      expect(new URL(origin).hostname.replace(/^\[|\]$/g, '')).toBe(host)
      const answers = ['h2c', 'websocket2', 'foo/1'].map(
        (protocol) =>
          new Promise((resolve) => {
            const headers = {
              connection: 'Upgrade, HTTP2-Settings',
              upgrade: protocol,
              'http2-settings': 'AAMAAABkAAQAAP__',
            }
            const asking = request(origin, { headers, timeout: 5000 }, ({ statusCode }) => resolve(statusCode))
            asking
              .once('timeout', () => asking.destroy(new Error('no answer')))
              .once('error', ({ message }) => resolve(message))
            asking.end()
          }),
      )
      expect(await Promise.all(answers)).toEqual([404, 404, 404])
      const client = await connect(origin.replace('http', 'ws'))
      client.type('what is 7 * 6')
      await client.next('response.audio.delta')
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(await client.closed()).toBe(1001)
    },
  )

  test('sets its dials for every connection, and reads `.env`', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'))
    const ENV_FILE = join(folder, 'mine.env')
    writeFileSync(ENV_FILE, 'ALLOWED_HOSTS=lab.example\n')
    const args = [cli, '--port', '0', '--fault', 'warning', '--at', 'connect']
    const running = await startProcess(process.execPath, args, { ENV_FILE })
    rmSync(folder, { recursive: true })
    const statusAs = async (host: string) => {
      const [answer] = await once(request(running.url, { headers: { host } }).end(), 'response')
      answer.resume()
      return answer.statusCode
    }
    expect(await statusAs('lab.example')).not.toBe(await statusAs('other.example'))
    const client = await connect(running.url.replace('http', 'ws'))
    expect((await client.next('warning')).warning.code).toBe('emulated_fault')
    await running.stop()
  })

  test('says what is wrong, and how it is used', async () => {
    const child = start('--port', 'many')
    const [[printed], [code]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')])
    expect(String(printed)).toContain('--port must be between 0 and 65535, not many.\n\nUsage: npm run emulator')
    expect(code).toBe(2)
  })
})
