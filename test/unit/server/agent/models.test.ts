/** The table of models: one for agent and emulator, each row with its source; and which family a model belongs to. */

import { describe, expect, test } from 'vitest'
import { takesAudio } from '../../../../server/agent/models.ts'
import { defaultDials, rulesOf } from '../../../../server/emulator/dials.ts'
import { checkHandshake } from '../../../../server/emulator/handshake.ts'
import { familyOf, findModel, models } from '../../../../server/voicelive/models.ts'

const families = [
  ['gpt-realtime', 'gpt-realtime'],
  ['gpt-realtime-2.1-mini', 'gpt-realtime'],
  ['gpt-realtime-datazone', 'gpt-realtime'],
  ['gpt-realtime-9', 'gpt-realtime'],
  ['gpt-4o-realtime-preview', 'gpt-realtime'],
  ['gpt-4o-mini-realtime-preview', 'gpt-realtime'],
  ['gpt-4o-realtime-preview-2025-06-03', 'gpt-realtime'],
  ['azure-realtime', 'azure-realtime'],
  ['phi4-mm-realtime', 'phi-realtime'],
  ['phi5-realtime', 'phi-realtime'],
  ['phi4-mini', 'cascaded'],
  ['gpt-4o', 'cascaded'],
  ['gpt-5.6-terra', 'cascaded'],
  ['something-new', 'cascaded'],
] as const

describe('the table of models', () => {
  test('has each model once, with a source', () => {
    expect(new Set(models.map(({ name }) => name)).size).toBe(models.length)
    expect(models.filter(({ source }) => source.length < 10)).toEqual([])
  })

  test.each(families)('%s is of %s', (model, family) => {
    expect(familyOf(model, undefined)).toBe(family)
  })

  test('tells who reasons, and does not guess', () => {
    expect(findModel('gpt-5')?.reasons).toBe(true)
    expect(findModel('gpt-realtime')?.reasons).toBe(false)
    expect(findModel('gpt-realtime-2.1')?.reasons).toBeUndefined()
  })

  test('of a deployment it is told by how it is called, not by its name', () => {
    expect(familyOf('gpt-4o', 'byom-azure-openai-realtime')).toBe('gpt-realtime')
    expect(familyOf('gpt-realtime', 'byom-azure-openai-chat-completion')).toBe('cascaded')
  })

  test('only those that need Azure Speech to write it down do not hear', () => {
    expect(
      (['gpt-realtime', 'azure-realtime', 'phi-realtime', 'cascaded', 'agent'] as const).filter(takesAudio),
    ).toEqual(['gpt-realtime', 'azure-realtime', 'phi-realtime'])
  })
})

describe('the emulator goes by the same table', () => {
  test.each([
    ...families.map(([model, family]) => [model, undefined, family] as const),
    ['my-deployment', 'byom-azure-openai-realtime', 'gpt-realtime'],
    ['gpt-realtime', 'byom-azure-openai-chat-completion', 'cascaded'],
  ] as const)('%s, called by %s, has the order of %s', (model, byom, family) => {
    const query: Readonly<Record<string, string | undefined>> = { 'api-version': '2026-07-15', model, profile: byom }
    const admission = checkHandshake({
      query: (name) => query[name],
      header: () => 'any',
      nowMs: 0,
      dials: defaultDials,
    })
    if (!admission.admitted) throw new Error(admission.message)
    const { order } = rulesOf(defaultDials, admission)
    expect(order).toBe(family === 'cascaded' ? 'cascaded' : 'native')
  })
})
