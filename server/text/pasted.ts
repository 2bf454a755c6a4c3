/** Takes off what comes along when a setting is pasted: blanks, line ends and quotes around it, byte order marks, invisible characters. */

/** Zero-width characters, joiners, directional marks, soft hyphen, byte order mark: no one sees them. */
const INVISIBLE = '\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff'
const atTheEnds = new RegExp(`^[\\s${INVISIBLE}]+|[\\s${INVISIBLE}]+$`, 'g')
const anywhere = new RegExp(`[${INVISIBLE}]+`, 'g')

/** A whole value in one pair of quotes: a shell takes them off, `docker run --env-file` and the portal do not. */
const inQuotes = /^(?:"([^"]*)"|'([^']*)'|`([^`]*)`|\u201c([^\u201c\u201d]*)\u201d)$/su

/** Of any value: only its ends, because a text may need a joiner in its middle. */
export function trimPasted(value: string): string {
  const trimmed = value.replace(atTheEnds, '')
  const quoted = inQuotes
    .exec(trimmed)
    ?.slice(1)
    .find((inner) => inner !== undefined)
  return quoted === undefined ? trimmed : quoted.replace(atTheEnds, '')
}

/** Of a key, an address or an id, which have no invisible character anywhere. */
export const withoutInvisible = (value: string): string => trimPasted(value).replace(anywhere, '')

/** The first character that no header and no address may have, told without the rest of a value that may be a secret. */
export function oddCharacter(value: string): string | undefined {
  const index = value.search(/[^\x21-\x7e]/)
  const code = value.codePointAt(index)
  if (index < 0 || code === undefined) return undefined
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} as character ${index + 1}`
}
