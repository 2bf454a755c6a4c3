/** What a page that was reloaded is told of the call, in the messages that it would have had: the text of it, without the sound. */

import type { ServerMessage } from '../../shared/messages.ts'
import { errorMessage } from './ending.ts'
import { excuseOf, type History, type Turn } from './history.ts'
import { shownName } from './mcp-calls.ts'
import { shownId } from './shown.ts'

/** An answer that no one began to hear leaves nothing. */
export function replayOf(history: History): readonly ServerMessage[] {
  const excuse = excuseOf(history)
  return [
    ...history.flatMap((turn, index) => tellAgain(turn, `typed-${index}`)),
    ...(excuse === undefined ? [] : [errorMessage(excuse, false)]),
  ]
}

function tellAgain(turn: Turn, typedItem: string): readonly ServerMessage[] {
  switch (turn.kind) {
    case 'user': {
      const item = turn.item ?? typedItem
      return turn.text === undefined
        ? [{ type: 'user.caption.delta', item, delta: '' }]
        : [{ type: 'user.caption.done', item, text: turn.text }]
    }
    case 'agent': {
      const { answer, item, text, heard = text.length } = turn
      if (text === '') return []
      const status = heard < text.length ? 'cancelled' : 'completed'
      return [
        { type: 'answer.started', answer, item },
        { type: 'answer.done', answer, status, text, heard },
      ]
    }
    case 'tool': {
      const { ok } = turn
      const tool = { call: shownId(turn.call), name: shownName(turn.name) }
      return [ok === undefined ? { type: 'tool.started', ...tool } : { type: 'tool.done', ...tool, ok }]
    }
  }
}
