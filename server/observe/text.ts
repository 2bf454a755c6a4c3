/** Makes foreign text fit for a log, or for the page: no secret, no conversation, no control character, no more than there is room for. */

import { clip } from '../../shared/clip.ts'
import { literal } from '../../shared/literal.ts'

const REDACTED = '[redacted]'

/** What a text ends with when more of it was cut off. */
const MORE = '…'

/** Shorter values would redact innocent text. */
const SECRET_MIN_LENGTH = 4

/** A sentence of a long secret (a prompt) counts as one, from this length; a service may well quote only the first one. */
const SENTENCE_MIN_LENGTH = 24
const SENTENCES_MAX = 100

/** Case of a code: letters, digits and what joins them. A sentence has blanks; no one reads anything into a longer one. */
const code = /^[\w.:/[\]$@%~+-]{0,64}$/

export const looksLikeCode = (text: string): boolean => code.test(text)

/** A secret as a pattern: its blanks match any blanks, escaped ones too, because who quotes it may have reformatted it. */
const patternOf = (secret: string): string => secret.trim().split(/\s+/).map(literal).join('(?:\\s|\\\\[nrt])+')

/** As it is, as JSON has it, and as an address has it. */
function spellingsOf(secret: string): string[] {
  const isSentence = /\s/.test(secret.trim())
  const sentences = isSentence ? secret.split(/(?<=[.!?])\s+|\n+/).slice(0, SENTENCES_MAX) : []
  const texts = [secret, ...sentences.filter((part) => part.length >= SENTENCE_MIN_LENGTH)]
  return texts
    .filter((text) => text.trim().length >= SECRET_MIN_LENGTH)
    .flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      ...(isSentence ? [] : [encodeURIComponent(text.replace(/\p{Cs}/gu, ''))]),
    ])
}

/** The first `length` characters at most, and a sign that there were more. Never half of a surrogate pair. */
export const capped = (text: string, length: number): string =>
  text.length <= length ? text : `${clip(text, length)}${MORE}`

/** One line. What is too long ends at a space, because half of a secret would not be known as one. */
export function foreignLine(text: string, maxLength: number): string {
  // A peer may send megabytes; what cannot be kept need not be looked at.
  const line = text
    .slice(0, 4 * maxLength)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  if (line.length <= maxLength && text.length <= 4 * maxLength) return line
  const kept = line.slice(0, maxLength)
  return `${kept.slice(0, Math.max(0, kept.lastIndexOf(' ')))}${MORE}`
}

/** A name or a code, which has no spaces to cut at. */
export const foreignName = (text: string, maxLength = 100): string =>
  capped(text, maxLength).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')

/** What the page shows: line ends and tabs stay. */
export const foreignText = (text: string, maxLength: number): string =>
  clip(text, maxLength).replace(/[^\P{Cc}\n\t]/gu, '')

/**
 * Takes `secrets` out of a text, and only then cuts it to `length`: what is left of a secret that was cut would not be found. A
 * text of megabytes is not searched to its end.
 */
export function createRedactor(secrets: readonly string[]): (text: string, length: number) => string {
  const spellings = [...new Set(secrets.flatMap(spellingsOf))].sort((one, other) => other.length - one.length)
  const pattern = spellings.length > 0 ? new RegExp(spellings.map(patternOf).join('|'), 'g') : undefined
  // Twice, because its blanks may have grown.
  const longest = 2 * (spellings[0]?.length ?? 0)
  return (text, length) => {
    const looked = text.slice(0, length + longest)
    const clean = pattern ? looked.replace(pattern, REDACTED) : looked
    if (looked.length === text.length) return capped(clean, length)
    // What stands last may be the beginning of a secret that goes on behind.
    const safe = clean.slice(0, Math.max(0, clean.length - longest))
    return safe.length > length ? capped(safe, length) : `${safe}${MORE}`
  }
}

/** Quoted text that is no code: what a service quotes in an error is what somebody said. An open quotation runs to the end. */
const quoted =
  /(?<![\w])(?:'([^'\n]*)(?:'(?!\w)|$)|"((?:[^"\\]|\\.)*)(?:"|$)|`([^`]*)(?:`|$)|\u201c([^\u201d]*)(?:\u201d|$)|\u2018([^\u2019]*)(?:\u2019(?!\w)|$)|\u00ab([^\u00bb]*)(?:\u00bb|$))/g

export const withoutQuotations = (text: string): string =>
  text.replace(quoted, (all: string, ...inside: (string | undefined)[]) =>
    looksLikeCode(inside.slice(0, 6).find((one) => one !== undefined) ?? '') ? all : `${all[0]}${MORE}${all[0]}`,
  )

/** What moves a terminal's cursor, colours it, ends a line, turns the order of letters round, or is half a letter. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeOf = (one: string): string =>
  Array.from(one.split(''), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** Control characters as their escapes, which are harmless; those of JSON. */
export const escaped = (text: string): string => text.replace(control, (one) => names[one] ?? escapeOf(one))
