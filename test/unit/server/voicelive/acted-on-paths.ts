/** Prints the table of what the relay acts on as a list of paths, for tests that go through all of them. */

import { actedOn } from '../../../../server/voicelive/acted-on.ts'
import type { Part, Shape } from '../../../../server/voicelive/event-parts.ts'

/** `path` is dotted; `*` stands for any place in a list, `[kind]` says of which kind the object around it is. */
export type ActedOnPath = Readonly<{ type: string; path: readonly string[]; required: boolean; kind?: string }>

const pathsIn = (type: string, shape: Shape, above: readonly string[]): ActedOnPath[] =>
  Object.entries(shape).flatMap(([name, part]) => pathsOf(type, part, [...above, name]))

function pathsOf(type: string, part: Part, path: readonly string[]): ActedOnPath[] {
  switch (part.part) {
    case 'value':
      return [{ type, path, required: part.required }]
    case 'fields':
      return [{ type, path, required: false }, ...pathsIn(type, part.fields, path)]
    case 'kinds':
      return [
        { type, path, required: false },
        { type, path: [...path, 'type'], required: false },
        ...Object.entries(part.kinds).flatMap(([kind, shape]) =>
          pathsIn(type, shape, path).map((one) => ({ ...one, kind: one.kind ?? kind })),
        ),
      ]
    case 'each':
      return [{ type, path, required: false }, ...pathsOf(type, part.of, [...path, '*'])]
  }
}

export const actedOnPaths: readonly ActedOnPath[] = Object.entries(actedOn).flatMap(([type, shape]) =>
  pathsIn(type, shape, []),
)
