/** Part of `npm run test:faults`: freezes the link between page and server in the middle of an answer, in real time, and prints what became of the call. */

import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { node, startServer } from '../contract/runtimes.ts'
import { startFreezingProxy } from '../support/freezing-proxy.ts'
import { openHeadlessPage } from '../support/headless-page.ts'

type Case = Readonly<{ seconds: number; redials: boolean; absences: number }>
const cases: readonly Case[] = [
  { seconds: 8, redials: false, absences: 0 },
  { seconds: 20, redials: true, absences: 0 },
  { seconds: 45, redials: true, absences: 1 },
]

const frame = () => new ArrayBuffer(1920)

async function freeze({ seconds, redials, absences }: Case): Promise<boolean> {
  const server = await startServer(node, { RESUME_SECONDS: '60' })
  const proxy = await startFreezingProxy(server.port)
  const page = openHeadlessPage(`ws://127.0.0.1:${proxy.port}/ws`)
  await page.until(({ phase }) => phase === 'live')
  const microphone = setInterval(() => page.dispatch({ type: 'microphone.audio', pcm: frame() }), 40)
  page.dispatch({ type: 'text.submitted', text: 'tell me a story' })
  await page.until(() => page.answers.size > 0)
  proxy.freeze()
  await setTimeout(1000)
  page.dispatch({ type: 'text.submitted', text: 'what is two plus two' })
  await setTimeout(seconds * 1000 - 1000)
  proxy.thaw()
  const thawedAtMs = performance.now()
  const answered = () =>
    page.state().transcript.entries.some((entry) => entry.kind === 'agent' && entry.text.includes('4'))
  await Promise.race([page.until(answered), setTimeout(30_000, undefined, { ref: false })])
  const backMs = Math.round(performance.now() - thawedAtMs)
  clearInterval(microphone)
  const { dropped } = page.state()
  const holes = [...page.answers.values()].filter(({ received, total }) => total !== undefined && received > total)
  page.dispatch({ type: 'session.pressed' })
  const [line] = await server.printed(/.*call ended.*/)
  await proxy.stop()
  await server.kill()
  const seen = Number(/absences"?[=:] ?(\d+)/.exec(line)?.[1])
  const dials = proxy.taken()
  const right =
    answered() &&
    dials > 1 === redials &&
    seen === absences &&
    holes.length === 0 &&
    dropped.choked === 0 &&
    dropped.garbled === 0
  console.log(
    `${seconds} s: ${right ? 'as documented' : 'NOT AS DOCUMENTED'}; connections ${dials}, server noticed ${seen}, answered ${answered()} ` +
      `${backMs} ms after the thaw, microphone frames dropped: choked ${dropped.choked}, away ${dropped.away}\n  ${line}`,
  )
  return right
}

const wanted = process.argv[2] ?? ''
const results = 'freeze'.includes(wanted) ? await Promise.all(cases.map(freeze)) : []
process.exitCode = results.every(Boolean) ? 0 : 1
// Nothing is left that could happen; Node's own teardown after cut sockets may never end (stand-ins-process.ts).
process.once('beforeExit', () => process.exit())
