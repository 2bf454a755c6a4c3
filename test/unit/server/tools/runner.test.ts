/** Tools: what the model is told of them, and that every call ends. */

import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { calculate } from '../../../../server/tools/calculate.ts'
import { currentTime } from '../../../../server/tools/current-time.ts'
import { createToolRunner } from '../../../../server/tools/runner.ts'
import { defineTool } from '../../../../server/tools/tool.ts'
import { tool } from '../../../../server/voicelive/tools.ts'

const never = new AbortController().signal
const run = createToolRunner([calculate, currentTime(() => new Date('2026-11-22T17:05:09Z'))])

describe('defineTool', () => {
  test('describes its input as JSON Schema, in the form that the service takes', () => {
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
    const { output } = await run('get_current_time', '{"time_zone":"Asia/Tokyo"}', never)
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
    input: z.strictObject({}),
    run: () => new Promise<string>(() => {}),
  })

  test('ends a call that takes too long', async () => {
    const result = await createToolRunner([stuck], 1)('stuck', '{}', never)
    expect(result).toEqual({ ok: false, output: 'The tool did not finish within 0.001 seconds.' })
  })

  test('ends a call that is aborted, also one that was aborted before it began', async () => {
    const abort = new AbortController()
    const running = createToolRunner([stuck])('stuck', '{}', abort.signal)
    abort.abort()
    expect(await running).toMatchObject({ ok: false, output: 'The talker interrupted this call.' })
    expect(await createToolRunner([stuck])('stuck', '{}', abort.signal)).toMatchObject({ ok: false })
  })
})
