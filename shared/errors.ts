/** Every error a user can meet, by its stable code, and every way in which the server closes the socket. */

export const errorCodes = [
  'bad_message',
  'bad_audio',
  'flooded',
  'not_ready',
  'busy',
  'busy_network',
  'draining',
  'resume_expired',
  'session_idle',
  'session_limit',
  'upstream_no_credentials',
  'upstream_unknown_host',
  'upstream_untrusted',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_unauthorized',
  'upstream_forbidden',
  'upstream_not_found',
  'upstream_throttled',
  'upstream_unavailable',
  'upstream_refused',
  'upstream_rejected',
  'upstream_closed_early',
  'upstream_lost',
  'upstream_policy',
  'upstream_error',
  'upstream_no_turns',
  'answer_failed',
  'answer_quota',
  'answer_throttled',
  'answer_filtered',
  'answer_unavailable',
  'answer_too_long',
  'mcp_unavailable',
  'page_slow',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Why the server closed the socket. The numbers are those of RFC 6455 section 7.4.1 and its IANA registry. */
export const closeCodes = {
  /** the user stopped the session, or its time was over */
  normal: 1000,
  /** the page broke the contract, or flooded the server; do not retry */
  policy: 1008,
  /** a frame was larger than the server accepts */
  tooLarge: 1009,
  /** the voice service failed, or the server did */
  failure: 1011,
  /** the server is restarting; a new session will work in a moment */
  restart: 1012,
  /** no room for another session */
  capacity: 1013,
} as const

/**
 * Whether a page whose socket closed with this code resumes its session on another one. Not after a code of ours: they say that
 * the call is over, and a restarted server has no calls. Every other code is the network's, or a proxy's.
 */
export const isResumable = (code: number): boolean => !Object.values<number>(closeCodes).includes(code)

/** The page gives a silent socket up for another one (a code for private use, RFC 6455 section 7.4.2). */
export const REDIALLED_CODE = 4000

/**
 * Whether the server holds the call of a page whose socket closed with this code: it went away (a reload too), was cut off,
 * for which one runtime has 0, or comes back on another socket.
 */
export const isHeld = (code: number): boolean => code === 1001 || code === 1006 || code === 0 || code === REDIALLED_CODE
