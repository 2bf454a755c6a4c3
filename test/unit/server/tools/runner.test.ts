/** Tools: what the model is told of them, and that every call ends. */

import { describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import { createToolRunner } from '../../../../server/tools/runner.ts'
import { defineTool } from '../../../../server/tools/tool.ts'
import { tool } from '../../../../server/voicelive/tools.ts'
import calculateModule from '../../../../tools/calculate.ts'
import currentTimeModule from '../../../../tools/current-time.ts'

const never = new AbortController().signal
const [calculate, currentTime] = [defineTool(calculateModule), defineTool(currentTimeModule)]
const run = createToolRunner([calculate, currentTime], systemClock)

describe('defineTool', () => {
  test('sends the schema of its module, in the form that the service takes', () => {
    expect(tool.parse(calculate.definition)).toMatchObject({
      type: 'function',
      name: 'calculate',
      parameters: {
        type: 'object',
        properties: { expression: { type: 'string' } },
        required: ['expression'],
        additionalProperties: false,
      },
    })
  })
})

describe('createToolRunner', () => {
  test.each([
    ['calculate', '{"expression":"0.1+0.2"}', '0.3'],
    ['calculate', '{"expression":"1/3"}', '0.333333333333'],
  ])('%s of %s is %s', async (name, argumentsJson, output) => {
    expect(await run(name, argumentsJson, never)).toEqual({ ok: true, output })
  })

  test('tells the time in any zone', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-22T17:05:09Z'), toFake: ['Date'] })
    const { output } = await run('get_current_time', '{"time_zone":"Asia/Tokyo"}', never)
    vi.useRealTimers()
    // The punctuation is the language data's, and changes with it.
    expect(output).toMatch(/Monday.* 23 November 2026.* 02:05:09/)
  })

  test('takes no arguments for an empty object', async () => {
    expect(await run('get_current_time', '', never)).toMatchObject({ ok: true })
  })

  test.each([
    ['calculate', '{"expression":', /not valid JSON/],
    ['calculate', '{"expression":7}', /do not fit the schema/],
    ['calculate', '{"expression":"1/0"}', /Division by zero/],
    ['get_current_time', '{"time_zone":"Mars/Olympus"}', /There is no time zone "Mars\/Olympus"/],
    ['launch', '{}', /There is no tool "launch". Tools: calculate, get_current_time/],
  ])('answers a wrong call of %s with %s as text for the model', async (name, argumentsJson, sentence) => {
    const { ok, output } = await run(name, argumentsJson, never)
    expect(ok).toBe(false)
    expect(output).toMatch(sentence)
  })

  const stuck = defineTool({
    name: 'stuck',
    description: 'Never ends.',
    run: () => new Promise<string>(() => {}),
  })

  test('ends a call that takes too long', async () => {
    const result = await createToolRunner([stuck], systemClock, { timeoutMs: 1 })('stuck', '{}', never)
    expect(result).toEqual({ ok: false, output: 'The tool did not finish within 0.001 seconds.' })
  })

  test('ends a call that is aborted, also one that was aborted before it began', async () => {
    const abort = new AbortController()
    const running = createToolRunner([stuck], systemClock)('stuck', '{}', abort.signal)
    abort.abort()
    expect(await running).toMatchObject({ ok: false, output: 'The user interrupted this call.' })
    expect(await createToolRunner([stuck], systemClock)('stuck', '{}', abort.signal)).toMatchObject({ ok: false })
  })

  const circle: Record<string, unknown> = { name: 'me' }
  circle.self = circle
  const shared = { price: 7 }
  const tell = (run: () => unknown) =>
    createToolRunner([defineTool({ name: 'any', description: 'Any.', run })], systemClock)('any', '{}', never)

  test.each([
    ['text', 'as it is', 'as it is'],
    ['empty text', '', ''],
    ['an object', { total: 12.5, items: ['tea'] }, '{"total":12.5,"items":["tea"]}'],
    ['a list', [1, null, true], '[1,null,true]'],
    ['a number', 42, '42'],
    ['no number', Number.NaN, 'null'],
    ['false', false, 'false'],
    ['null', null, 'null'],
    ['nothing', undefined, 'null'],
    ['a function', () => 1, 'null'],
    ['a promise', Promise.resolve({ ok: 1 }), '{"ok":1}'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['a big number', 12345678901234567890n, '12345678901234567890'],
    ['a big number inside', { id: 1n }, '{"id":"1"}'],
    ['a circle', circle, '{"name":"me","self":"[circular]"}'],
    ['the same thing twice, which is no circle', [shared, { shared }], '[{"price":7},{"shared":{"price":7}}]'],
    ['a map and a set', { map: new Map([['a', 1]]), set: new Set(['b']) }, '{"map":[["a",1]],"set":["b"]}'],
    ['the bytes of a file', new TextEncoder().encode('Olá'), 'Olá'],
    ['an answer of fetch', new Response('sunny'), 'sunny'],
    ['an error that was not thrown', [new Error('late')], '["late"]'],
  ])('%s becomes text for the model', async (_what, value, output) => {
    expect(await tell(() => value)).toEqual({ ok: true, output })
  })

  test.each([
    ['an error', new Error('The shop is closed.'), 'The shop is closed.'],
    ['text', 'The shop is closed.', 'The shop is closed.'],
    ['an error without words', new Error(''), 'The tool failed.'],
    ['an object', { code: 7 }, 'The tool failed.'],
    ['an object with a message', { message: 'The shop is closed.' }, 'The shop is closed.'],
    ['nothing', undefined, 'The tool failed.'],
  ])('%s that is thrown becomes text for the model', async (_what, thrown, output) => {
    const throwIt = () => {
      throw thrown
    }
    expect(await tell(throwIt)).toEqual({ ok: false, output })
  })

  test('a value that throws while it is written is a failure of the tool', async () => {
    const trap = {
      toJSON: () => {
        throw new Error('No JSON of me.')
      },
    }
    expect(await tell(() => trap)).toEqual({ ok: false, output: 'No JSON of me.' })
  })

  test('who wrote the tool is told of its failures, and of none that are the user’s', async () => {
    const failed = vi.fn()
    const wrong = defineTool({ name: 'wrong', description: 'x', run: () => Promise.reject(new TypeError('x')) })
    const run = createToolRunner([stuck, wrong, calculate], systemClock, { timeoutMs: 1 })
    await run('stuck', '{}', never, failed)
    await run('wrong', '{}', never, failed)
    await run('calculate', '{"expression":7}', never, failed)
    await run('stuck', '{}', AbortSignal.abort(), failed)
    expect(failed.mock.calls).toMatchObject([
      [{ tool: 'stuck', kind: 'timeout' }],
      [{ tool: 'wrong', kind: 'threw', thrown: new TypeError('x') }],
      [{ tool: 'calculate', kind: 'arguments' }],
    ])
  })

  test('of a list that is too long only what can be read is written', async () => {
    const toJSON = vi.fn(() => 1)
    const { output } = await tell(() => Array.from({ length: 100_000 }, () => ({ toJSON })))
    expect(output).toMatch(/^\[1,1,/)
    expect(output).toHaveLength(16_000)
    expect(toJSON).toHaveBeenCalledTimes(16_000)
  })

  const endless = '😀'.repeat(1_000_000)
  test.each([
    ['a result', () => endless, 16_000],
    ['a result whose last character would be halved', () => `a${endless}`, 15_999],
    ['JSON', () => [endless], 16_000],
    [
      'an error',
      () => {
        throw new Error(`a${endless}`)
      },
      1_999,
    ],
  ])('%s of two million characters is cut, between two characters', async (_what, run, length) => {
    const { output } = await tell(run)
    expect(output.length).toBe(length)
    expect(output).not.toMatch(/\p{Surrogate}/u)
  })

  test('an unknown tool with an endless name is cut as well', async () => {
    const { output } = await run(endless, '{}', never)
    expect(output.length).toBeLessThan(300)
    expect(output).toMatch(/Tools: calculate, get_current_time/)
  })
})
