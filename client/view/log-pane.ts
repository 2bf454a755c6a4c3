/** The log pane: lines are added at the end and taken from the front, and never read out. */

import type { Words } from '../i18n/words.ts'
import type { Line, Log } from '../state/log.ts'
import type { State } from '../state/model.ts'
import { byId, endKeeper, make, onChange } from './dom.ts'

/** Minutes, seconds and milliseconds since the page was opened. */
export function clock(atMs: number): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0')
  return `${pad(atMs / 60_000, 2)}:${pad((atMs / 1000) % 60, 2)}.${pad(atMs % 1000, 3)}`
}

const createLine = ({ atMs, level, text }: Line): HTMLElement => {
  const line = make('li', level)
  line.append(make('time', '', clock(atMs)), make('span', 'level', level), make('span', 'what', text))
  return line
}

export function createLogPane(): (state: State, words: Words) => void {
  const list = byId('log', HTMLOListElement)
  const verbose = byId('verbose', HTMLInputElement)
  const keepEnd = endKeeper(list)
  let lastKey = 0

  const update = onChange(({ lines, verbose: isVerbose }: Log) => {
    verbose.checked = isVerbose
    keepEnd(() => {
      for (const line of lines.filter(({ key }) => key > lastKey)) list.append(createLine(line))
      while (list.childElementCount > lines.length) list.firstElementChild?.remove()
    })
    lastKey = lines.at(-1)?.key ?? 0
  })
  return ({ log }) => update(log)
}
