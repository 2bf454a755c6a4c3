/** Whether this project acts on a field of an event of the service: by the one table that its relay reads by. */

import { actedOn } from '../../voicelive/acted-on.ts'
import type { Part, Shape } from '../../voicelive/event-parts.ts'

const table: Readonly<Record<string, Shape>> = actedOn

/** An object or a list is acted on if anything in it is: who changes it changes that as well. */
function isActedOnIn(shape: Shape, [name, ...rest]: readonly string[]): boolean {
  const part = name === undefined ? undefined : shape[name]
  return part !== undefined && isPartActedOn(part, rest)
}

function isPartActedOn(part: Part, path: readonly string[]): boolean {
  const [first, ...rest] = path
  if (first === undefined) return true
  switch (part.part) {
    case 'value':
      return true
    case 'fields':
      return isActedOnIn(part.fields, path)
    case 'kinds':
      // Which kind it is, an odd event may not say rightly: what is read of one kind counts for all.
      return first === 'type' || Object.values(part.kinds).some((shape) => isActedOnIn(shape, path))
    case 'each':
      return isPartActedOn(part.of, rest)
  }
}

/** `path` is dotted; places in lists are numbers. */
export const isActedOn = (type: string, path: string): boolean => isActedOnIn(table[type] ?? {}, path.split('.'))
