/** Where something was thrown, in the sources that people read: what was bundled is traced back by its source map. */

import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

const PLACE = /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g

/** The bundle has its tools below it. Beside this source, where nothing is bundled, there is no map. */
const bundleUrl = new URL('.', import.meta.url).href

/** Of each file that an error named. Kept by Node from the start (`--enable-source-maps`) they cost every server 7 MiB. */
const maps = new Map<string, SourceMap>()

/** The stack of what was thrown, or of anything but an error what it is as text. */
export const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? String(thrown.stack ?? thrown.message).replace(PLACE, inSource) : String(thrown)

/** Its name and its frames, without the message: what a tool throws may have what a user said. */
export function traceOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const { name, message } = thrown
  const stack = String(thrown.stack)
  const at = stack.indexOf(message)
  const frames = stack.slice(at < 0 ? 0 : at + message.length).split('\n')
  return [name, ...frames.filter((line) => /^ +at /.test(line))].join('\n').replace(PLACE, inSource)
}

/** File, line and column of the innermost frame that is not the runtime's own; undefined where none is told. */
export const placeOf = (thrown: unknown): string | undefined =>
  [...traceOf(thrown).matchAll(/^ +at (?:.*[\s(])?([^\s()]+:\d+:\d+)\)?$/gm)]
    .flatMap(([, at]) => at ?? [])
    .find((at) => !/^(node|ext|native):/.test(at))
    ?.split('/')
    .slice(-2)
    .join('/')

/** `line` and `column` begin with 1. A place that no map knows stays as it is. */
function inSource(place: string, url: string, line: string, column: string): string {
  if (!url.startsWith(bundleUrl)) return place
  try {
    const origin = mapOf(url).findOrigin(Number(line), Number(column))
    if (!('lineNumber' in origin)) return place
    return `${origin.fileName.replace(/^(\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`
  } catch {
    return place
  }
}

function mapOf(url: string): SourceMap {
  const known = maps.get(url)
  if (known) return known
  const map = new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')))
  maps.set(url, map)
  return map
}
