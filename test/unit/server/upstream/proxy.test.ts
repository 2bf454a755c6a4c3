/** The service through a company's proxy: a real one on loopback that takes CONNECT, and who goes past it. */

import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { readConfig } from '../../../../server/config/config.ts'
import { secretsOf } from '../../../../server/service.ts'
import type { UpstreamSignal } from '../../../../server/upstream/port.ts'
import { isBypassed, type OutgoingProxy, placeOf } from '../../../../server/upstream/proxy.ts'
import { type DialOptions, overWebSocket } from '../../../../server/upstream/websocket.ts'
import { manualClock } from './manual-clock.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function service(): Promise<number> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) => socket.send('{"type":"input_audio_buffer.cleared"}'))
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return (http.address() as AddressInfo).port
}

/** Opens a tunnel to `port`, whatever name is asked for, for no one outside of a proxy could find these names; or refuses with `answer`. */
async function connectProxy(port: number, answer?: string) {
  const asked: IncomingMessage[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request)
    socket.on('error', () => {})
    if (answer !== undefined) return socket.end(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\n\r\n`)
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    stops.push(() => onward.destroy())
    onward.on('error', () => socket.destroy())
    return onward
  })
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return { asked, url: new URL(`http://ana:s3cret@127.0.0.1:${(proxy.address() as AddressInfo).port}`) }
}

function dial(url: string, proxy: OutgoingProxy, options: DialOptions = {}) {
  const signals: UpstreamSignal[] = []
  const upstream = overWebSocket(async () => ({ url: new URL(url), headers: {} }), { ...options, proxy })((signal) =>
    signals.push(signal),
  )
  stops.push(upstream.close)
  return signals
}
const until = (signals: readonly UpstreamSignal[], type: UpstreamSignal['type']) =>
  expect.poll(() => signals.map((signal) => signal.type)).toContain(type)

describe('a service behind a proxy', () => {
  test('is reached by CONNECT, under its own name, which this machine cannot find, with the password of the proxy', async () => {
    const { asked, url } = await connectProxy(await service())
    const signals = dial('ws://voice.invalid:8443/voice-live/realtime', { url, bypass: [] })
    await until(signals, 'event')
    expect(asked.map((request) => request.url)).toEqual(['voice.invalid:8443'])
    expect(asked[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('ana:s3cret').toString('base64')}`)
  })

  test.each(['407 Proxy Authentication Required', '403 Forbidden', '502 Bad Gateway'])(
    'is not blamed for what the proxy refuses: %s',
    async (answer) => {
      const { url } = await connectProxy(0, answer)
      const signals = dial('ws://voice.invalid/x', { url, bypass: [] })
      await until(signals, 'closed')
      expect(signals).toEqual([
        { type: 'closed', closure: { kind: 'unreachable', detail: `the proxy http://${url.host} answered ${answer}` } },
      ])
    },
  )

  test('that is not there is told with its place, and without its password', async () => {
    const signals = dial('ws://voice.invalid/x', { url: new URL('http://ana:s3cret@127.0.0.1:9'), bypass: [] })
    await until(signals, 'closed')
    expect(JSON.stringify(signals)).toContain('through the proxy http://127.0.0.1:9')
    expect(JSON.stringify(signals)).not.toContain('s3cret')
  })

  test('that takes connections and never answers keeps none of a dial that was given up', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume())
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
    stops.push(() => silent.close())
    const open = () => new Promise((resolve) => silent.getConnections((_error, count) => resolve(count)))
    const clock = manualClock()
    const url = new URL(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`)
    const dials = Array.from({ length: 3 }, () => dial('wss://voice.invalid/x', { url, bypass: [] }, { clock }))
    await expect.poll(open).toBe(3)
    clock.pass(10_000)
    expect(dials).toEqual(Array(3).fill([{ type: 'closed', closure: { kind: 'timeout' } }]))
    await expect.poll(open).toBe(0)
  })

  test('is dialled directly when it is on this machine', async () => {
    const port = await service()
    const { asked, url } = await connectProxy(port)
    const signals = dial(`ws://127.0.0.1:${port}/`, { url, bypass: [] })
    await until(signals, 'event')
    expect(asked).toEqual([])
  })
})

test.each<[string, string, boolean]>([
  ['wss://lab.services.ai.azure.com', '', false],
  ['wss://lab.services.ai.azure.com', '*', true],
  ['wss://lab.services.ai.azure.com', 'azure.com', true],
  ['wss://lab.services.ai.azure.com', '.azure.com', true],
  ['wss://lab.services.ai.azure.com', '*.AZURE.com', true],
  ['wss://lab.services.ai.azure.com', 'lab.services.ai.azure.com', true],
  ['wss://lab.services.ai.azure.com', 'lab.services.ai.azure.com:443', true],
  ['wss://lab.services.ai.azure.com', 'lab.services.ai.azure.com:8443', false],
  ['wss://lab.services.ai.azure.com', 'services.ai', false],
  ['wss://notazure.com', 'azure.com', false],
  ['wss://10.1.2.3', '10.1.2.3', true],
  ['ws://localhost:8787', '', true],
  ['ws://[::1]:8787', '', true],
])('isBypassed: %s with NO_PROXY=%s is %s', (url, bypass, expected) => {
  expect(isBypassed(new URL(url), bypass === '' ? [] : [bypass])).toBe(expected)
})

describe('readConfig', () => {
  const azure = { AZURE_VOICE_LIVE_ENDPOINT: 'https://lab.services.ai.azure.com', AZURE_VOICE_LIVE_API_KEY: 'a1b2c3' }

  test.each([
    { HTTPS_PROXY: 'http://ana:s3cret@proxy.corp:8080', NO_PROXY: 'localhost, .corp' },
    { https_proxy: 'ana:s3cret@proxy.corp:8080', no_proxy: 'localhost,.corp' },
  ])('reads the proxy in either case, and keeps its password out of the log: %o', (env) => {
    const read = readConfig({ ...azure, ...env })
    if ('problems' in read || read.config.service.type !== 'azure') throw new Error('no service')
    const { proxy } = read.config.service
    expect(proxy && placeOf(proxy)).toBe('http://proxy.corp:8080')
    expect(proxy?.bypass).toEqual(['localhost', '.corp'])
    expect(secretsOf(read.config.service)).toContain('s3cret')
  })

  test.each(['socks5://proxy.corp:1080', 'http://', 'no proxy'])('refuses %s, and says what to set', (HTTPS_PROXY) => {
    expect(readConfig({ ...azure, HTTPS_PROXY })).toMatchObject({ problems: [expect.stringMatching(/^HTTPS_PROXY/)] })
  })
})
