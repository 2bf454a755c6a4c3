/** The log pane: lines are added at the end and taken from the front, and never read out. A late part: it imports nothing that runs. */

import type { Line } from '../../state/log.ts'
import type { keepEnd, make } from '../../view/dom.ts'
import type { Part } from '../../view/late-part.ts'

/** The time of day in UTC, as the server's log has it; `atMs` counts from `originMs`, when the page was opened. */
export const clock = (atMs: number, originMs = performance.timeOrigin): string =>
  new Date(originMs + atMs).toISOString().slice(11, -1)

export function createLogPane(list: HTMLElement, dom: { keepEnd: typeof keepEnd; make: typeof make }): Part {
  dom.keepEnd(list)
  let lastKey = 0

  const createLine = ({ atMs, level, text }: Line): HTMLElement => {
    const line = dom.make('li', level)
    line.append(dom.make('time', '', clock(atMs)), dom.make('span', 'level', level), dom.make('span', 'what', text))
    return line
  }
  return ({ log: { lines } }) => {
    const newestKey = lines.at(-1)?.key ?? 0
    if (newestKey === lastKey) return
    for (const line of lines.filter(({ key }) => key > lastKey)) list.append(createLine(line))
    while (list.childElementCount > lines.length) list.firstElementChild?.remove()
    lastKey = newestKey
  }
}
