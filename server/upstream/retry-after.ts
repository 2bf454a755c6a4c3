/** Reads when a service that refused wants to be asked again, in every form that Azure and the gateways before it send. */

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Milliseconds, sent by Azure OpenAI and by Azure's own gateways; more exact than the standard's header, so they are read first. */
const inMs = ['retry-after-ms', 'x-ms-retry-after-ms']

/** Seconds from `unixMs`, fractions too; undefined when no header says it. RFC 9110, 10.2.3: whole seconds, or an HTTP date. */
export function retryAfterSecondsOf(headers: Headers, unixMs: number): number | undefined {
  for (const name of inMs) {
    const ms = numberOf(headers[name])
    if (ms !== undefined) return ms / 1000
  }
  const value = headers['retry-after']
  const seconds = numberOf(value)
  if (seconds !== undefined) return seconds
  // A date has the name of its month; `Date.parse` takes much more than the standard does.
  const dateMs = typeof value === 'string' && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  // A date that is past says "now"; that is a number too, and means no wait.
  return Number.isNaN(dateMs) ? undefined : Math.max(0, (dateMs - unixMs) / 1000)
}

function numberOf(value: Headers[string]): number | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined
}
