/** Holds the session that goes out against the one that was imported, so that no difference goes unsaid. */

import { isDeepStrictEqual } from 'node:util'
import { MASK, secretField } from '../../text/shown.ts'
import { type Fields, isFields } from '../../voicelive/fields.ts'

/** `lost`: what was asked for is not sent. `otherwise`: it is sent in another way, or something is sent besides. */
export type Difference = Readonly<{ path: string; kind: 'lost' | 'otherwise'; says: string }>

/** Tools are told apart by their names, because their order means nothing. */
export const nameOf = (element: unknown): string =>
  isFields(element) ? String(element.name ?? element.server_label ?? element.agent_name ?? element.type ?? '') : ''

/** A function, a server and an agent may have one name. */
function byName(list: readonly unknown[]): Fields {
  const named = new Map<string, unknown>()
  for (const [index, element] of list.entries()) {
    const name = nameOf(element) || String(index)
    named.set(named.has(name) && isFields(element) ? `${name} (${element.type})` : name, element)
  }
  return Object.fromEntries(named)
}

export const print = (value: unknown, path: string): string => {
  if (secretField.test(path)) return MASK
  const text = JSON.stringify(value, (key, inner) => (secretField.test(key) ? MASK : inner)) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

export function differencesOf(asked: unknown, sent: unknown, path: string): readonly Difference[] {
  if (isDeepStrictEqual(asked, sent)) return []
  if (asked === null && sent === undefined)
    return [{ path, kind: 'otherwise', says: 'null is what holds without it, so it is left out' }]
  if (asked === undefined) return [{ path, kind: 'otherwise', says: `${print(sent, path)} is sent besides` }]
  if (sent === undefined) return [{ path, kind: 'lost', says: 'is not sent' }]
  if (Array.isArray(asked) && Array.isArray(sent) && [...asked, ...sent].every((element) => nameOf(element) !== ''))
    return differencesOf(byName(asked), byName(sent), path)
  if (Array.isArray(asked) && Array.isArray(sent)) {
    const missing = asked.filter((element) => !sent.some((other) => isDeepStrictEqual(element, other)))
    if (missing.length > 0)
      return [{ path, kind: 'lost', says: `${missing.map((one) => print(one, path)).join(', ')} is not sent` }]
  }
  if (isFields(asked) && isFields(sent))
    return [...new Set([...Object.keys(asked), ...Object.keys(sent)])].flatMap((key) =>
      differencesOf(asked[key], sent[key], `${path}.${key}`),
    )
  return [{ path, kind: 'otherwise', says: `${print(sent, path)} is sent` }]
}
