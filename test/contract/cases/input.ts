/** Every bad input gets a clear error or a close code, as documented, and the process lives on. */

import { describe, expect, test } from 'vitest'
import { FRAME_MAX_BYTES, FRAME_MIN_BYTES } from '../../../shared/audio-format.ts'
import { closeCodes } from '../../../shared/errors.ts'
import { MESSAGE_MAX_BYTES } from '../../../shared/messages.ts'
import { openPage, openSession, type Page } from '../page.ts'
import { exchange, statusOf, upgradeRequest } from '../raw.ts'
import type { Runtime, Server } from '../runtimes.ts'
import { untilNoCall } from './fixture.ts'

const MIB = 1024 * 1024

/** Sends until the server closes; a socket that is closing takes no more. */
function flood(page: Page, data: string | Uint8Array, times: number): void {
  for (let sent = 0; sent < times && page.socket.readyState === page.socket.OPEN; sent += 1) page.send(data)
}

/** No close frame came. */
const ABNORMAL = 1006

export function inputCases(runtime: Runtime, server: () => Server): void {
  describe('bad input', () => {
    /** Deno hangs up when a frame crosses its close frame, so a page that goes on sending may never read the code. */
    const crossed = runtime.name === 'Deno' ? [closeCodes.policy, ABNORMAL] : [closeCodes.policy]

    const endsFlooded = async (page: Page) => {
      const { code } = await page.closed
      expect(crossed).toContain(code)
      if (code !== ABNORMAL) expect(page.messages().at(-1)).toMatchObject({ code: 'flooded', fatal: true })
    }

    const bad: readonly (readonly [string, string | Uint8Array, string])[] = [
      ['text that is not JSON', 'hello', 'bad_message'],
      ['an empty text', '', 'bad_message'],
      ['an unknown type', '{"type":"session.update","session":{}}', 'bad_message'],
      ['an event of the service', '{"type":"response.create"}', 'bad_message'],
      ['a wrong field', '{"type":"text.send","text":7}', 'bad_message'],
      ['an extra field', '{"type":"session.start","model":"x"}', 'bad_message'],
      ['an answer that never was', '{"type":"playback.stopped","answer":1,"playedSamples":0}', 'bad_message'],
      ['odd-length audio', new Uint8Array(1921), 'bad_audio'],
      ['an empty frame', new Uint8Array(0), 'bad_audio'],
      ['a frame that is too short', new Uint8Array(FRAME_MIN_BYTES - 2), 'bad_audio'],
      ['a frame that is too long', new Uint8Array(FRAME_MAX_BYTES + 2), 'bad_audio'],
      ['JSON in a binary frame', Buffer.from('{"type":"session.start"}'), 'bad_audio'],
    ]
    test.each(bad)('%s is told, and the page may go on', async (_name, data, code) => {
      const page = openPage(server().ws)
      await page.next('hello')
      page.send(data)
      expect(await page.next('error')).toMatchObject({ code, fatal: false, message: expect.any(String) })
      page.say({ type: 'text.send', text: 'too early' })
      expect(await page.next('error')).toMatchObject({ code: 'not_ready', fatal: false })
      page.say({ type: 'session.stop' })
      expect(await page.closed).toEqual({ code: closeCodes.normal, reason: 'stopped' })
    })

    test('three times in a row ends the call', async () => {
      const page = openPage(server().ws)
      await page.next('hello')
      for (const data of ['x', new Uint8Array(1), '{}']) page.send(data)
      expect(await page.closed).toEqual({ code: closeCodes.policy, reason: 'bad_message' })
      expect(page.messages().at(-1)).toMatchObject({ code: 'bad_message', fatal: true })
    })

    const large: readonly (readonly [string, string | Uint8Array])[] = [
      ['a text over the limit', ' '.repeat(MESSAGE_MAX_BYTES + 1)],
      ['a text over the limit in bytes only', '€'.repeat(MESSAGE_MAX_BYTES / 2)],
      ['a frame over the limit', new Uint8Array(MESSAGE_MAX_BYTES + 2)],
      ['a frame of 10 MB', new Uint8Array(10 * MIB)],
      ['a frame beyond what the runtime reads', new Uint8Array(17 * MIB)],
    ]
    test.each(large)('%s ends the call with 1009', async (_name, data) => {
      const page = openPage(server().ws)
      await page.next('hello')
      page.send(data)
      expect((await page.closed).code).toBe(closeCodes.tooLarge)
    })

    test('a flood of messages ends the call', async () => {
      const page = openPage(server().ws)
      await page.next('hello')
      flood(page, '{"type":"pong","nonce":0}', 100)
      await endsFlooded(page)
    })

    test('a flood of audio ends the call, before the session is ready and after', async () => {
      for (const open of [openPage, openSession]) {
        const page = await open(server().ws)
        if (page.messages().length === 0) await page.next('hello')
        // Half a minute may come at once, from a network that stalled; 40 seconds may not.
        flood(page, new Uint8Array(FRAME_MAX_BYTES), 400)
        await endsFlooded(page)
      }
    })

    test('a flood that does not stop ends that connection only', async () => {
      const page = openPage(server().ws)
      await page.next('hello')
      flood(page, '{"type":"pong","nonce":0}', 5_000)
      await endsFlooded(page)
    })

    const broken: readonly (readonly [string, readonly number[]])[] = [
      ['a reserved bit', [0xf1, 0x80, 0, 0, 0, 0]],
      ['an unknown opcode', [0x83, 0x80, 0, 0, 0, 0]],
      ['text that is not UTF-8', [0x81, 0x81, 0, 0, 0, 0, 0xff]],
      ['a ping that is too long', [0x89, 0xfe, 0, 126, 0, 0, 0, 0, ...new Array(126).fill(0)]],
    ]
    test.each(broken)(
      '%s, which breaks the WebSocket protocol itself, ends that connection only',
      async (_name, bytes) => {
        const answer = await exchange(
          server().port,
          Buffer.concat([Buffer.from(upgradeRequest('/ws')), Buffer.from(bytes)]),
        )
        expect(statusOf(answer)).toBe(101)
      },
    )

    test('of every kind leaves a server that is healthy and holds no call', async () => {
      await untilNoCall(server())
      const page = openPage(server().ws)
      await page.next('hello')
      page.socket.terminate()
    })
  })
}
