/** Which api-version of the service came before which, because what is asked for must be known to the one that is set. */

/** Texts that are read out as they are, and answers that the service truncates by itself (protocol reference 1.2). */
export const january = '2026-01-01-preview'

const dayOf = (version: string): string => version.slice(0, '2026-01-01'.length)

/** A preview comes before the version of the same day, and knows what it brings. */
export const isBefore = (version: string, since: string): boolean => dayOf(version) < dayOf(since)

/** The newest that this server was made for (protocol reference 1.2). */
export const NEWEST_API_VERSION = '2026-07-15'
