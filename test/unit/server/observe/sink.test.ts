/** A descriptor that is full, gone, slow or stuck: nothing throws, memory is bounded, and losses are told once it works again. */

import { describe, expect, test } from 'vitest'
import { createSink, type WriteBytes } from '../../../../server/observe/sink.ts'

type Outcome = string | number

/** Answers each write with the next outcome: an error code, or how many bytes it took; when there is none, it answers later. */
function rig(...outcomes: Outcome[]) {
  const written: string[] = []
  const recovered: number[] = []
  const again: (() => void)[] = []
  const stuck: (() => void)[] = []
  const write: WriteBytes = (bytes, done) => {
    const outcome = outcomes.shift()
    const taken = typeof outcome === 'number' ? Math.min(outcome, bytes.length) : bytes.length
    const settle = () => {
      if (typeof outcome === 'string') return done(Object.assign(new Error(outcome), { code: outcome }), 0)
      written.push(new TextDecoder().decode(bytes.subarray(0, taken)))
      done(null, taken)
    }
    if (outcome === undefined) stuck.push(settle)
    else settle()
  }
  const sink = createSink({
    write,
    onRecovered: (lines) => recovered.push(lines),
    later: (_ms, run) => again.push(run),
  })
  return { sink, text: () => written.join(''), recovered, again, stuck, writes: () => written.length }
}

describe('createSink', () => {
  test.each(['ENOSPC', 'EPIPE', 'EIO', 'EBADF'])('survives %s, and tells how many lines it cost', (code) => {
    const { sink, text, recovered } = rig(code, code, 1_000)
    for (const line of ['one', 'two', 'three']) sink.line(line)
    expect(text()).toBe('three\n')
    expect(recovered).toEqual([2])
  })

  test('goes on behind what a write took', () => {
    const { sink, text } = rig(2, 1, 1_000)
    sink.line('abcdef')
    expect(text()).toBe('abcdef\n')
  })

  test('tries again when the descriptor takes nothing just now', () => {
    const { sink, text, again, recovered } = rig(3, 'EAGAIN', 1_000)
    sink.line('abcdef')
    expect(text()).toBe('abc')
    again.shift()?.()
    expect(text()).toBe('abcdef\n')
    expect(recovered).toEqual([])
  })

  test('keeps a bounded queue for a reader that reads nothing, and everything in its order', () => {
    const { sink, text, stuck, recovered } = rig()
    const lines = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(1_000)}`)
    for (const line of lines) sink.line(line)
    stuck.shift()?.()
    stuck.shift()?.()
    const kept = text().trimEnd().split('\n')
    expect(kept.length).toBeLessThan(1_100)
    expect(kept).toEqual(lines.slice(0, kept.length))
    expect(recovered).toEqual([5_000 - kept.length])
  })

  test('is flushed when what was given is written or lost', async () => {
    const { sink, stuck } = rig('EPIPE')
    await sink.flushed()
    sink.line('lost')
    await sink.flushed()
    sink.line('slow')
    let flushed = false
    const wait = sink.flushed().then(() => {
      flushed = true
    })
    await Promise.resolve()
    expect(flushed).toBe(false)
    stuck.shift()?.()
    await wait
  })
})
