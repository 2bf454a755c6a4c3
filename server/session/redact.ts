/** Takes out of the service's own words what they quote of the conversation: that is no one's business in a log. */

import { foreignLine } from '../observe/text.ts'
import type { History } from './history.ts'

/** Shorter runs are in every text. */
const RUN_LENGTH = 16
/** A turn that is shorter than a run is looked for whole, unless it is a word like any other. */
const TURN_MIN_LENGTH = 4
const QUOTE = '[…]'

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** One line of at most `maxLength` characters. `settings` is what the agent was told. */
export function redactConversation(
  message: string,
  history: History,
  settings: string | undefined,
  maxLength = 300,
): string {
  const turns = history.flatMap((turn) =>
    turn.kind === 'tool' ? [turn.arguments, turn.output ?? ''] : [turn.text ?? ''],
  )
  const said = plain([...turns, settings ?? ''].join('\n'))
  const short = turns.map(plain).filter(({ length }) => length >= TURN_MIN_LENGTH && length < RUN_LENGTH)
  const line = short.reduce((text, turn) => text.replaceAll(turn, QUOTE), foreignLine(message, maxLength))
  return withoutRuns(line, said)
}

function withoutRuns(line: string, said: string): string {
  let kept = ''
  let index = 0
  while (index < line.length) {
    let end = index + RUN_LENGTH
    if (end > line.length || !said.includes(line.slice(index, end))) {
      kept += line[index]
      index += 1
      continue
    }
    while (end < line.length && said.includes(line.slice(end - RUN_LENGTH + 1, end + 1))) end += 1
    kept += QUOTE
    index = end
  }
  return kept
}
