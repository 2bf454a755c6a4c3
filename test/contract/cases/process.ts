/** The process: it drains when told to stop, says why it cannot start, and sends every close code that the contract has. */

import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { closeCodes } from '../../../shared/errors.ts'
import { TIMEOUT_MS } from '../../stages.ts'
import { freePort } from '../../support/free-port.ts'
import { openPage, openSession } from '../page.ts'
import { exchange } from '../raw.ts'
import { type Runtime, run, startServer } from '../runtimes.ts'

export function processCases(runtime: Runtime): void {
  describe('the process', () => {
    test('drains on SIGTERM: users are told, and it ends well', async () => {
      const server = await startServer(runtime)
      const [talking, waiting] = [await openSession(server.ws), openPage(server.ws)]
      await waiting.next('hello')
      talking.say({ type: 'text.send', text: 'tell me a story' })
      await talking.next('answer.started')
      server.process.kill('SIGTERM')
      for (const page of [talking, waiting]) {
        expect(await page.next('error')).toMatchObject({ code: 'draining', fatal: true })
        expect(await page.closed).toEqual({ code: closeCodes.restart, reason: 'draining' })
      }
      expect(await server.exited).toEqual({ code: 0, signal: null })
      await expect(fetch(server.http)).rejects.toThrow()
    })

    test('drains while everybody talks, and on SIGHUP: each page is told why', async () => {
      const server = await startServer(runtime)
      const pages = await Promise.all(Array.from({ length: 10 }, () => openSession(server.ws)))
      const microphones = setInterval(() => {
        for (const { socket, send } of pages) if (socket.readyState === socket.OPEN) send(new Uint8Array(1920))
      }, 10)
      server.process.kill('SIGHUP')
      const codes = await Promise.all(pages.map(async (page) => (await page.closed).code))
      clearInterval(microphones)
      // Deno hangs up when a frame crosses its close frame, and what it said last may go with it.
      for (const code of codes) expect(runtime.name === 'Deno' ? [1012, 1006] : [1012]).toContain(code)
      const told = pages.filter((_, index) => codes[index] === 1012)
      for (const page of told) expect(page.messages().at(-1)).toMatchObject({ code: 'draining', fatal: true })
      expect(await server.exited).toEqual({ code: 0, signal: null })
    })

    test('drains within its limit though a page never closes', async () => {
      const server = await startServer(runtime, { DRAIN_SECONDS: '0.4' })
      const page = await openSession(server.ws)
      // A page that reads nothing any more does not answer the close either.
      page.socket.pause()
      server.process.kill('SIGTERM')
      expect(await server.exited).toEqual({ code: 0, signal: null })
      page.socket.terminate()
    })

    // Each of these requests is worth a line.
    const makeLines = async (port: number, lines: number) => {
      for (let line = 0; line < lines; line += 1)
        await exchange(port, `GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)
    }

    test('survives a reader of its log that goes away, and drains on SIGINT', async () => {
      const server = await startServer(runtime)
      server.process.stdout?.destroy()
      await makeLines(server.port, 20)
      const page = await openSession(server.ws)
      server.process.kill('SIGINT')
      expect(await page.closed).toEqual({ code: closeCodes.restart, reason: 'draining' })
      expect(await server.exited).toEqual({ code: 0, signal: null })
    })

    test.runIf(existsSync('/dev/full'))('survives a full disk under its log', async () => {
      const port = await freePort()
      const full = openSync('/dev/full', 'w')
      const server = run(runtime, runtime.sources, { PORT: String(port) }, full)
      closeSync(full)
      await untilHealthy(port, server.exited)
      await makeLines(port, 20)
      const page = await openSession(`ws://127.0.0.1:${port}/ws`)
      server.process.kill('SIGTERM')
      expect(await page.closed).toEqual({ code: closeCodes.restart, reason: 'draining' })
      expect(await server.exited).toEqual({ code: 0, signal: null })
    })

    test('outlives more connections than it may have files open, and so do its calls', async () => {
      const few = {
        ...runtime,
        program: '/bin/sh',
        flags: ['-c', 'ulimit -n 256; exec "$0" "$@"', runtime.program, ...runtime.flags],
      }
      const server = await startServer(few)
      const page = await openSession(server.ws)
      const idle = Array.from({ length: 300 }, () => connect(server.port, '127.0.0.1').on('error', () => {}))
      await Promise.all(idle.map((socket) => once(socket, 'connect').catch(() => {})))
      page.say({ type: 'text.send', text: 'tell me a story' })
      await page.next('answer.started')
      for (const socket of idle) socket.destroy()
      await untilHealthy(server.port, server.exited)
      expect(server.process.exitCode).toBeNull()
      await server.kill()
    })

    test('refuses to start with a sentence for every mistake', async () => {
      const running = run(runtime, runtime.sources, {
        PORT: 'eighty',
        AZURE_VOICE_LIVE_ENDPOINT: 'ftp://x',
      })
      expect(await running.exited).toEqual({ code: 1, signal: null })
      expect(running.output()).toMatch(/^PORT must be a whole number/m)
      expect(running.output()).toMatch(/^AZURE_VOICE_LIVE_ENDPOINT must be/m)
    })
  })
}

/** Asks until there is an answer, or the process has ended. */
async function untilHealthy(port: number, exited: Promise<unknown>): Promise<void> {
  let ended = false
  exited.then(() => {
    ended = true
  })
  const isHealthy = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined)
    if (!answer && ended) throw new Error('the server ended')
    return answer?.ok
  }
  await vi.waitUntil(isHealthy, TIMEOUT_MS)
}
