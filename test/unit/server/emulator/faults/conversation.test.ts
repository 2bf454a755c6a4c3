/** A cough that a fault brings about: a turn of its own, and none while somebody speaks. */

import { expect, test } from 'vitest'
import type { EngineEvent } from '../../../../../server/emulator/engine/events.ts'
import type { Conversation } from '../../../../../server/emulator/engine/state.ts'
import { createConversationFaults } from '../../../../../server/emulator/faults/conversation.ts'

test.each([
  ['a turn', 'spurious-turn', null, ['turn', 'turn_ignored', 'turn']],
  ['speech', 'spurious-speech', null, ['turn', 'turn_dropped']],
  ['no turn while a turn goes on', 'spurious-turn', 'item_1', []],
  ['no speech while a turn goes on', 'spurious-speech', 'item_1', []],
] as const)('%s', (_what, type, turnItemId, expected) => {
  const events: EngineEvent['type'][] = []
  const faults = createConversationFaults({
    dispatch: (event) => events.push(event.type),
    conversation: () => ({ response: null, input: { writtenMs: 100, turnItemId } }) as unknown as Conversation,
    nowMs: () => 0,
  })
  faults.act({ type })
  expect(events).toEqual(expected)
})
