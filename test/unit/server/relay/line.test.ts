/** The line to a page: whatever socket breaks when, each message arrives once and in order. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLine } from '../../../../server/relay/line.ts'
import type { PageSocket } from '../../../../server/relay/page-socket.ts'

const socketTo = (got: string[], takes = () => true): PageSocket => ({
  send: (data) => {
    if (takes()) got.push(String(data))
    return true
  },
  close: (code) => got.push(`closed ${code}`),
})

describe('createLine', () => {
  test('any order of sends, breaks, acknowledgements and returns delivers every message once, in order', () => {
    const act = fc.constantFrom('send', 'send', 'send', 'break', 'acknowledge', 'return')
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const page: string[] = []
        const sent: string[] = []
        let broken = false
        const line = createLine(socketTo(page, () => !broken))
        const comeBack = () => {
          broken = false
          line.attach(socketTo(page, () => !broken))
          expect(line.canResume(page.length)).toBe(true)
          line.resume('resumed', page.length)
          expect(page.splice(page.indexOf('resumed'), 1)).toEqual(['resumed'])
        }
        for (const each of acts) {
          if (each === 'send') {
            sent.push(`message ${sent.length + 1}`)
            line.send(sent.at(-1) ?? '')
          } else if (each === 'break') broken = true
          else if (each === 'acknowledge') line.acknowledge(page.length)
          else comeBack()
        }
        comeBack()
        expect(page).toEqual(sent)
      }),
    )
  })

  test('refuses to resume what it has forgotten, and what it never sent', () => {
    const line = createLine(socketTo([]))
    for (const data of ['a', 'b', 'c']) line.send(data)
    line.acknowledge(2)
    expect([1, 2, 3, 4].map(line.canResume)).toEqual([false, true, true, false])
  })

  test('counts what the first socket was sent before there was a line, and keeps none of it', () => {
    const got: string[] = []
    const line = createLine(socketTo([]), undefined, 2)
    line.send('third')
    expect([1, 2, 3, 4].map(line.canResume)).toEqual([false, true, true, false])
    line.attach(socketTo(got))
    line.resume('resumed', 2)
    expect(got).toEqual(['resumed', 'third'])
  })

  test('keeps so much and no more: a message beyond it is not taken', () => {
    const line = createLine(socketTo([]), 10)
    expect(line.send('12345')).toBe(true)
    expect(line.send('67890')).toBe(true)
    expect(line.send('x')).toBe(false)
    line.acknowledge(1)
    expect(line.send('x')).toBe(true)
  })

  test('says nothing to a socket that is gone, nor to the next one before it resumes', () => {
    const [first, second]: [string[], string[]] = [[], []]
    const line = createLine(socketTo(first))
    line.detach()
    line.send('a')
    line.attach(socketTo(second))
    line.send('b')
    expect([first, second]).toEqual([[], []])
    line.resume('hello again', 0)
    line.close(1000, '')
    expect(second).toEqual(['hello again', 'a', 'b', 'closed 1000'])
  })
})
