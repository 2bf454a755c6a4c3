/** Explains the configuration in force: every value, and whether the profile, a variable or a default set it. Secrets are masked. */

import { relative } from 'node:path'
import type { Reading } from '../../agent/load.ts'
import type { Setup } from '../../agent/setup.ts'
import { MASK, shownField } from '../../text/shown.ts'

/** `from` is `profile`, `default`, or the name of a variable. */
export type Line = Readonly<{ setting: string; value: string; from: string }>

const LONGEST = 72

/** One line for each value of the agent. */
export function explainAgent({ setup, origins, secrets, path }: Reading): Line[] {
  const { profile, session } = setup
  const { tools: _definitions, ...said } = session
  const effective = { ...profile, $schema: undefined, session: said }
  return [
    // A Foundry agent that a variable names stands in place of a file that no one chose.
    origins.has('agent') && !origins.has('profile')
      ? { setting: 'profile', value: 'none', from: origins.get('agent') ?? '' }
      : { setting: 'profile', value: relative('', path), from: origins.get('profile') ?? 'default' },
    ...leaves(effective, []).map(({ path: place, value }) => ({
      setting: place.join('.'),
      value: abridge(shownField(place.join('.'), mask(value, secrets))),
      from: originOf(place, setup, origins),
    })),
  ]
}

type Leaf = Readonly<{ path: readonly string[]; value: string }>

/** Lists of plain values are one leaf. */
function leaves(value: unknown, path: readonly string[]): Leaf[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [{ path, value: String(value) }]
  if (Array.isArray(value) && value.every((element) => typeof element !== 'object'))
    return [{ path, value: value.join(', ') }]
  return Object.entries(value).flatMap(([key, field]) => leaves(field, [...path, key]))
}

const mask = (text: string, secrets: ReadonlyMap<string, string>): string =>
  [...secrets.values()].reduce((masked, secret) => masked.replaceAll(secret, MASK), text)

function abridge(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 20)}… (${text.length} characters)`
}

function originOf(path: readonly string[], { written }: Setup, origins: ReadonlyMap<string, string>): string {
  for (let length = path.length; length > 0; length--) {
    const variable = origins.get(path.slice(0, length).join('.'))
    if (variable !== undefined) return variable
  }
  const source = writtenAt(written, path)
  if (source === undefined) return 'default'
  const names = typeof source === 'string' ? [...source.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]) : []
  return names.length > 0 ? names.join(', ') : 'profile'
}

/** What the file says there, or what it says in short above: the bare name of a voice stands for the whole of it. */
function writtenAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value
  return writtenAt(Reflect.get(value, key), rest)
}

/** Three columns. */
export function table(lines: readonly Line[]): string {
  if (lines.length === 0) return '  none'
  const width = (column: 'setting' | 'value') => Math.max(...lines.map((line) => line[column].length))
  const [first, second] = [width('setting'), width('value')]
  return lines
    .map(({ setting, value, from }) => `  ${setting.padEnd(first)}  ${value.padEnd(second)}  ${from}`.trimEnd())
    .join('\n')
}
