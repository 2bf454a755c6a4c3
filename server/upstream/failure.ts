/** Sorts what went wrong before a connection was open, so that each cause gets its own sentence and remedy. */

import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../shared/clock.ts'
import type { Closure } from './port.ts'
import { retryAfterSecondsOf } from './retry-after.ts'

/** Enough for the service's error object; the rest of a gateway's error page helps no one. */
const DETAIL_CHARACTERS = 500

/** A refusal that does not finish its text within this is judged by its status alone. */
const DETAIL_WITHIN_MS = 1_000

/**
 * The network failed, whatever the words are: a handshake that is cut names TLS, as a certificate that is not trusted does. A resolver
 * that says "try again" (EAI_AGAIN), or cannot answer, does not say that there is no such name.
 */
const unreachable =
  /^(DNS_)?(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ERR_SOCKET_CLOSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EAI_AGAIN|ESERVFAIL|ETIMEOUT)$/
const interrupted =
  /disconnected before secure TLS|tls handshake eof|temporary failure in name resolution|information: try again/i
const unresolved = /ENOTFOUND|ENODATA|getaddrinfo|failed to lookup address|dns error/i
const untrusted =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO)|certificate|\b(ssl|tls)\b|corrupt message/i

/** The runtimes name the same failure differently: Node by code, Deno and Bun partly in words only. */
export function failureOf(error: Error): Closure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const detail = withoutSecrets([code, error.message].filter(Boolean).join(': '))
  const isAbout = (what: RegExp) => what.test(code) || what.test(error.message)
  if (unreachable.test(code) || interrupted.test(error.message)) return { kind: 'unreachable', detail }
  if (isAbout(unresolved)) return { kind: 'unresolved', detail }
  if (isAbout(untrusted)) return { kind: 'untrusted', detail }
  return { kind: 'unreachable', detail }
}

/** Why no credentials could be had. Their library's text may quote a reply of the identity service. */
export const noCredentials = (error: unknown): Closure => ({ kind: 'credentials', detail: causesOf(error) })

/** A sign-in that was given up for its time says nothing of whether anybody is signed in. */
export const isTooSlow = (error: unknown): boolean =>
  error instanceof Error && /^(AbortError|TimeoutError)$/.test(error.name)

/** Enough for the last lines of a developer tool, where it says why. */
const CAUSE_CHARACTERS = 600
const CAUSES_MAX = 12
/** All of them together stay within what the log takes for one `detail`. */
const CAUSES_CHARACTERS = 2_300

/** A chain of credentials fails with one error for each of them, and the one that matters is seldom the first. */
function causesOf(error: unknown): string {
  const errors = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined
  const causes: readonly unknown[] = (Array.isArray(errors) && errors.length > 0 ? errors : [error]).slice(
    0,
    CAUSES_MAX,
  )
  const share = Math.min(CAUSE_CHARACTERS, Math.floor(CAUSES_CHARACTERS / causes.length))
  return causes
    .map((cause) => bothEnds(redacted(cause instanceof Error ? cause.message : String(cause)), share))
    .join(' | ')
}

/** The beginning says what was tried, and the end what came of it. */
const bothEnds = (text: string, length: number): string => {
  if (text.length <= length) return text
  const head = cutBetweenWords(text, Math.floor(length / 3))
  const tail = text.slice(text.length - (length - head.length - 3)).replace(/^[^\s"'`,;<>(){}[\]]*/, '')
  return `${head} … ${tail.trim()}`
}

/** Takes bearer tokens and anything that looks like one out of `text`, and makes it one line of bounded length. */
export const withoutSecrets = (text: string): string => cutBetweenWords(redacted(text), DETAIL_CHARACTERS)

/** Before anything is cut, because half a secret is not known for one. */
const redacted = (text: string): string =>
  text
    .replace(/\beyJ[\w-]+(\.[\w-]+){0,4}/g, '[redacted]')
    .replace(
      /\b(bearer|client_secret|client_assertion|access_token|refresh_token|api-key)(["']?\s*[:= ]\s*["']?)[^\s"'&,}]+/gi,
      '$1$2[redacted]',
    )
    .replace(/\s+/g, ' ')
    .trim()

/** No word is cut in two: the rest of a key would not be known for one, and so be printed. */
function cutBetweenWords(text: string, length: number): string {
  if (text.length <= length) return text
  return text
    .slice(0, length)
    .replace(/[^\s"'`,;<>(){}[\]]*$/, '')
    .trim()
}

/** Reads the beginning of what a refusal says, then calls `done` once. The service's request id makes it findable in Azure. */
export function readRefusal(
  response: IncomingMessage,
  { clock, unixMs }: Readonly<{ clock: Clock; unixMs: () => number }>,
  done: (refusal: Closure) => void,
): void {
  const chunks: Buffer[] = []
  let byteLength = 0
  const finish = () => {
    stopWaiting()
    const text = Buffer.concat(chunks).toString()
    response.removeAllListeners()
    // Without a listener, an error of a response that no one reads any more would end the process.
    response.on('error', () => {})
    done(
      refusalOf(response, unixMs(), byteLength < 4 * DETAIL_CHARACTERS ? text : cutBetweenWords(text, text.length - 1)),
    )
  }
  const stopWaiting = clock.after(DETAIL_WITHIN_MS, finish)
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    byteLength += chunk.byteLength
    if (byteLength >= 4 * DETAIL_CHARACTERS) finish()
  })
  for (const end of ['end', 'error', 'close']) response.on(end, finish)
}

function refusalOf({ statusCode, headers }: IncomingMessage, unixMs: number, text: string): Closure {
  const request = String(headers['apim-request-id'] ?? headers['x-ms-request-id'] ?? '')
  const named = /^[\w.:-]{1,100}$/.test(request) ? `(request ${request})` : ''
  const detail = [withoutSecrets(text), named].filter(Boolean).join(' ')
  return {
    kind: 'refused',
    status: statusCode ?? 0,
    retryAfterSeconds: retryAfterSecondsOf(headers, unixMs),
    ...(detail === '' ? {} : { detail }),
  }
}
