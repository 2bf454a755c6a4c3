/** For a page that watches the service: its events by their own names, and on the server's own machine why a connection ended. */

import { foreignName } from '../observe/text.ts'
import type { UpstreamEvent, UpstreamSignal } from '../upstream/port.ts'
import { type SessionEffect, type SessionState, tell } from './state.ts'

const nameOf = (event: UpstreamEvent): string =>
  event.type === 'unknown' || event.type === 'fault' ? event.name : event.type

/** Of audio nothing is said: it comes itself, and far too often. */
export function tellSignal({ watched, options }: SessionState, signal: UpstreamSignal): readonly SessionEffect[] {
  if (!watched) return []
  if (signal.type === 'closed')
    return options.explain ? [tell({ type: 'service.cause', cause: options.explain(signal.closure) })] : []
  const name = signal.type === 'event' ? nameOf(signal.event) : ''
  return name === '' || name === 'response.audio.delta'
    ? []
    : [tell({ type: 'service.event', name: foreignName(name) })]
}
