/** Lets a connection in, with its dials, or says why not. Pure. */

import { connectionDials } from './dial-settings.ts'
import type { Dials } from './dials.ts'
import { type Admission, checkHandshake, type Refused } from './handshake.ts'

type Asked = Readonly<Record<string, string>>

export type Admitted = Readonly<{ admission: Admission; dials: Dials }>

/** `headers` by their names in lower case; `nowMs` is unix time. */
export function admit(query: Asked, headers: Asked, settings: Dials, nowMs: number): Admitted | Refused {
  const dials = connectionDials(query, headers, settings)
  if ('problem' in dials) return { admitted: false, status: 400, code: 'invalid_dial', message: dials.problem }
  const admission = checkHandshake({
    query: (name) => query[name],
    header: (name) => headers[name],
    nowMs,
    dials,
  })
  return admission.admitted ? { admission, dials } : admission
}
