/**
 * A Chromium as a user has it, asked a few things over its debugging socket. Whoever drives it through a test library has every frame of
 * a WebSocket told to that library: a tenth of what the page costs, and more.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { chromiumWith, type FakeMicrophone } from '../support/browser.ts'
import { sleep } from './schedule.ts'

// biome-ignore lint/suspicious/noExplicitAny: an answer has the shape that whoever asked expects
type Ask = (method: string, params?: Readonly<Record<string, unknown>>) => Promise<any>

export type Tab = Readonly<{
  ask: Ask
  /** The value of an expression, as if the user had done what it does. */
  evaluate: (expression: string) => Promise<unknown>
  /** Waits until an expression is true. */
  until: (expression: string) => Promise<void>
  close: () => Promise<void>
}>

/** `open` waits until the page has loaded. */
export type PlainBrowser = Readonly<{ ask: Ask; open: (url: string) => Promise<Tab>; close: () => Promise<void> }>

export async function openPlainBrowser(microphone: FakeMicrophone): Promise<PlainBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-browser-'))
  const { path, flags } = chromiumWith(microphone)
  const own = ['--headless', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${folder}`]
  const chromium = spawn(path, [...own, '--window-size=1280,800', ...flags], { stdio: 'ignore' })
  const portFile = join(folder, 'DevToolsActivePort')
  while (!existsSync(portFile) || !readFileSync(portFile, 'utf8').includes('\n')) await sleep(20)
  const [port, address] = readFileSync(portFile, 'utf8').trim().split('\n')
  const browser = await connect(`ws://127.0.0.1:${port}${address}`)

  async function open(url: string): Promise<Tab> {
    const { targetId } = await browser.ask('Target.createTarget', { url })
    const { ask, close } = await connect(`ws://127.0.0.1:${port}/devtools/page/${targetId}`)
    const evaluate = async (expression: string) =>
      (await ask('Runtime.evaluate', { expression, returnByValue: true, userGesture: true })).result.value
    const until = async (expression: string) => {
      // A page that is only just loading has nothing to ask.
      while ((await evaluate(expression).catch(() => false)) !== true) await sleep(50)
    }
    await until(`location.href !== 'about:blank' && document.readyState === 'complete'`)
    return {
      ask,
      evaluate,
      until,
      close: async () => {
        close()
        await browser.ask('Target.closeTarget', { targetId })
      },
    }
  }

  return {
    ask: browser.ask,
    open,
    close: async () => {
      const ended = once(chromium, 'exit')
      await browser.ask('Browser.close')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function connect(url: string): Promise<Readonly<{ ask: Ask; close: () => void }>> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map<number, (answer: { result?: unknown; error?: { message: string } }) => void>()
  socket.on('message', (data) => {
    const answer = JSON.parse(String(data))
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  let asked = 0
  const ask: Ask = (method, params = {}) =>
    new Promise((resolve, reject) => {
      asked += 1
      waiting.set(asked, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      )
      socket.send(JSON.stringify({ id: asked, method, params }))
    })
  return { ask, close: () => socket.close() }
}
