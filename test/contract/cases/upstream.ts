/** What the user learns when the service refuses, hangs up, or is not there; and what the service sees of us. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeCodes } from '../../../shared/errors.ts'
import { deferred } from '../deferred.ts'
import { openPage, openSession } from '../page.ts'
import { type Runtime, type Server, startServer } from '../runtimes.ts'
import { type Behaviour, callsTo, type Service, startService } from '../service.ts'

async function failedCall(server: Server) {
  const page = openPage(server.ws)
  await page.next('hello')
  page.say({ type: 'session.start' })
  const error = await page.next('error')
  return { error, closed: await page.closed }
}

type Serve = Extract<Behaviour, { serve: unknown }>['serve']
const ready = '{"type":"session.updated","session":{}}'

/** Ready at once; every response that it is asked for begins, and goes on with `events`. */
const answering =
  (...events: readonly object[]): Serve =>
  (socket) => {
    socket.send(ready)
    socket.on('message', (data) => {
      if (!String(data).includes('response.create')) return
      for (const event of [{ type: 'response.created', response: { id: 'r' } }, ...events])
        socket.send(JSON.stringify(event))
    })
  }

export function upstreamCases(runtime: Runtime): void {
  describe('a service', () => {
    let service: Service
    let server: Server
    beforeAll(async () => {
      service = await startService()
      server = await startServer(runtime, { ...callsTo(service), TOOL_DIR: 'test/fixtures/tools' })
    })
    afterAll(async () => {
      await server.kill()
      service.stop()
    })

    test.each([
      [401, 'upstream_unauthorized'],
      [403, 'upstream_forbidden'],
      [404, 'upstream_not_found'],
      [429, 'upstream_throttled'],
      [400, 'upstream_refused'],
      [500, 'upstream_unavailable'],
    ])('that refuses with %i is named so', async (refuse, code) => {
      service.behave({ refuse })
      const { error, closed } = await failedCall(server)
      expect(error).toMatchObject({ code, fatal: true })
      expect(closed).toEqual({ code: closeCodes.failure, reason: code })
    })

    test('gets the key in a header, and nobody else gets it', async () => {
      const request = service.requests.at(-1)
      expect(request?.headers['api-key']).toBe('a-key-that-nobody-may-see')
      expect(request?.url).toBe('/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime')
      expect(server.output()).not.toContain('a-key-that-nobody-may-see')
    })

    test('that hangs up in mid-call is dialled again, and hears what was typed', async () => {
      let sessions = 0
      const typed = deferred<string>()
      const serve: Serve = (socket) => {
        sessions += 1
        const isFirst = sessions === 1
        socket.on('message', (data) => {
          const event = JSON.parse(String(data))
          if (event.type === 'session.update') socket.send(ready)
          else if (isFirst) socket.close(1001, 'a reason that the page must not see')
          else if (event.type === 'conversation.item.create') typed.resolve(event.item.content[0].text)
        })
      }
      service.behave({ serve })
      const page = await openSession(server.ws)
      page.say({ type: 'text.send', text: 'Hello' })
      await page.next('service.lost')
      await page.next('service.resumed')
      expect(await typed.promise).toBe('Hello')
      page.say({ type: 'session.stop' })
      expect(await page.closed).toMatchObject({ code: closeCodes.normal })
      expect(sessions).toBe(2)
    })

    test('that calls a tool which leaves promises behind: interrupted, it ends no process', async () => {
      const item = { type: 'function_call', call_id: 'c', name: 'calculate', arguments: '{}' }
      service.behave({ serve: answering({ type: 'response.done', response: { id: 'r', output: [item] } }) })
      const page = await openSession(server.ws)
      page.say({ type: 'text.send', text: 'Hello' })
      await page.next('tool.started')
      page.say({ type: 'answer.interrupt' })
      await server.printed(/stray failure.*Error.*careless\.js:18:/)
      await server.printed(/stray failure.*Error.*careless\.js:10:/)
      page.say({ type: 'session.stop' })
      expect(await page.closed).toEqual({ code: closeCodes.normal, reason: 'stopped' })
    })

    test('that calls a tool with a mistake in it: whoever wrote it is told where', async () => {
      const item = { type: 'function_call', call_id: 'c', name: 'get_current_time', arguments: '{}' }
      service.behave({ serve: answering({ type: 'response.done', response: { id: 'r', output: [item] } }) })
      const page = await openSession(server.ws)
      page.say({ type: 'text.send', text: 'Hello' })
      expect(await page.next('tool.done')).toMatchObject({ ok: false })
      await server.printed(/tool failed.*"call":"[^"]+".*get_current_time.*threw.*TypeError.*tools\/broken\.js:7:/)
      page.say({ type: 'session.stop' })
      await page.closed
    })

    test('that ends the session for its policy is named so, and the next call is a new one', async () => {
      let sessions = 0
      const serve: Serve = (socket) => {
        sessions += 1
        socket.on('message', (data) => {
          if (String(data).includes('session.update')) socket.send(ready)
          else socket.close(1008, 'a reason that the page must not see')
        })
      }
      service.behave({ serve })
      for (const expected of [1, 2]) {
        const page = await openSession(server.ws)
        page.say({ type: 'text.send', text: 'Hello' })
        expect(await page.next('error')).toMatchObject({ code: 'upstream_policy', fatal: true })
        expect(await page.closed).toEqual({ code: closeCodes.failure, reason: 'upstream_policy' })
        expect(sessions).toBe(expected)
      }
    })

    test('sees the whole session first, the audio byte for byte, and the end at once', async () => {
      const events: { type: string; audio?: string }[] = []
      const end = deferred<number>()
      const heard = deferred<void>()
      const serve: Serve = (socket) => {
        socket.on('message', (data, isBinary) => {
          const event = isBinary ? { type: 'binary' } : JSON.parse(String(data))
          events.push(event)
          if (event.type === 'session.update') socket.send(ready)
          if (event.type === 'input_audio_buffer.append') heard.resolve()
        })
        socket.on('close', end.resolve)
      }
      service.behave({ serve })
      const page = openPage(server.ws)
      await page.next('hello')
      page.send(new Uint8Array(1920))
      page.say({ type: 'session.start' })
      await page.next('session.ready')
      const pcm = Uint8Array.from({ length: 1920 }, (_, index) => index % 251)
      page.send(pcm)
      await heard.promise
      expect(events.map(({ type }) => type)).toEqual(['session.update', 'input_audio_buffer.append'])
      expect(Buffer.from(events[1]?.audio ?? '', 'base64').equals(pcm)).toBe(true)
      page.say({ type: 'session.stop' })
      expect(await end.promise).toBe(1000)
    })

    // The wire alone holds that much; that a full one costs audio is shown with the connection itself.
    test('that stops reading does not hold up the end of a call, with half a minute of audio on its way', async () => {
      service.behave({
        serve: (socket) => {
          socket.send(ready)
          socket.once('message', () => socket.pause())
        },
      })
      const page = await openSession(server.ws)
      for (let frame = 0; frame < 290; frame += 1) page.send(new Uint8Array(4800))
      page.say({ type: 'session.stop' })
      expect((await page.closed).code).toBe(closeCodes.normal)
    })

    test('that says more than the page reads ends that call, and never fills the memory', async () => {
      const delta = Buffer.alloc(25 * 48_000).toString('base64')
      const piece = { type: 'response.audio.delta', response_id: 'r', item_id: 'm', delta }
      service.behave({ serve: answering(...Array<object>(25).fill(piece)) })
      const page = await openSession(server.ws)
      page.say({ type: 'text.send', text: 'Hello' })
      await page.next('answer.started')
      page.socket.pause()
      await server.printed(/page_slow/)
      page.socket.resume()
      expect(await page.closed).toEqual({ code: closeCodes.failure, reason: 'page_slow' })
    })

    test('that is not there is named so', async () => {
      service.stop()
      const { error, closed } = await failedCall(server)
      expect(error).toMatchObject({ code: 'upstream_unreachable', fatal: true })
      expect(closed.code).toBe(closeCodes.failure)
    })
  })
}
