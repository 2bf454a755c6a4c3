/** What of a value may be printed where anything may be a secret: addresses without what signs in, and nothing of a field that signs in. */

/** Stands for a secret, whatever its length. */
export const MASK = '********'

/** Fields that hold a secret, by the last part of their name; a `..._tokens` is a number. Any header may hold one. */
export const secretField =
  /(^|[._-])(authorization|headers(\..*)?|cookie|credential|(\w*[_-])?(key|secret|token|password))$/i

/** An address, on its own or in a text. */
const address = /[a-z][a-z\d+.-]*:\/\/\S+/gi

/** `value` is an address, with a scheme or without: neither who signs in to it, nor its query. */
export function shownAddress(value: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z\d+.-]*:\/\/)?(.*)$/is.exec(value) ?? []
  const [signIn, query] = [rest.lastIndexOf('@'), rest.search(/[?#]/)]
  // Where both are there, no one can say which of them belongs to the other.
  if (signIn >= 0 && query >= 0) return `${scheme}${MASK}`
  if (signIn >= 0) return `${scheme}${MASK}@${rest.slice(signIn + 1)}`
  return query >= 0 ? `${scheme}${rest.slice(0, query)}?${MASK}` : value
}

/** A text with addresses in it, each without its secrets. */
export const shownText = (text: string): string => text.replaceAll(address, shownAddress)

/** The value of a field of a profile. How it signs in (`Bearer`) may be seen, and with what may not. */
export function shownField(path: string, value: string): string {
  if (!secretField.test(path)) return shownText(value)
  return /^(basic|bearer) /i.test(value) ? `${value.slice(0, value.indexOf(' '))} ${MASK}` : MASK
}
