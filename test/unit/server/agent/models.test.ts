/** Which family a model belongs to, for that decides what goes with it. */

import { describe, expect, test } from 'vitest'
import { familyOf, hearsAudio } from '../../../../server/agent/models.ts'

describe('familyOf', () => {
  test.each([
    ['gpt-realtime', 'gpt-realtime'],
    ['gpt-realtime-2.1-mini', 'gpt-realtime'],
    ['gpt-realtime-datazone', 'gpt-realtime'],
    ['gpt-4o-realtime-preview', 'gpt-realtime'],
    ['gpt-4o-mini-realtime-preview', 'gpt-realtime'],
    ['azure-realtime', 'azure-realtime'],
    ['phi4-mm-realtime', 'phi-realtime'],
    ['phi4-mini', 'cascaded'],
    ['gpt-4o', 'cascaded'],
    ['gpt-5.6-terra', 'cascaded'],
    ['something-new', 'cascaded'],
  ])('%s is of %s', (model, family) => {
    expect(familyOf(model, undefined)).toBe(family)
  })

  test('of a deployment it is told by how it is called, not by its name', () => {
    expect(familyOf('gpt-4o', 'byom-azure-openai-realtime')).toBe('gpt-realtime')
    expect(familyOf('gpt-realtime', 'byom-azure-openai-chat-completion')).toBe('cascaded')
  })

  test('only those that need Azure Speech to write it down do not hear', () => {
    expect(
      (['gpt-realtime', 'azure-realtime', 'phi-realtime', 'cascaded', 'agent'] as const).filter(hearsAudio),
    ).toEqual(['gpt-realtime', 'azure-realtime', 'phi-realtime'])
  })
})
