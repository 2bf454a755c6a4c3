/** Every fault at every moment of a call, and what is documented to become of the call: data only. */

import { DIALS } from '../../server/relay/succession.ts'

/** Where a call is when its fault strikes, or how far a call with other dials is taken. */
export const moments = ['connect', 'listening', 'answering', 'tool-call'] as const
export type Moment = (typeof moments)[number]

/**
 * What the talker sees: `told` are the codes of the errors, in order; `lost` and `resumed` how often the page said that the voice service
 * was away and back; `closed` is the close code, or undefined for a call that goes on. `moved`: it went to another session of the
 * service at least once, seen or unseen.
 */
export type Outcome = Readonly<{
  told: readonly string[]
  lost: number
  resumed: number
  moved: boolean
  closed: number | undefined
}>

export type FaultCase = Readonly<{ dials: Readonly<Record<string, string>>; moment: Moment; expected: Outcome }>

const goesOn = (...told: readonly string[]): Outcome => ({ told, lost: 0, resumed: 0, moved: false, closed: undefined })
/** The call moves to a new session of the service, and the talker asks on. */
const movesOn: Outcome = { told: [], lost: 1, resumed: 1, moved: true, closed: undefined }
/** 1011: the voice service failed, or the server did. */
const ends = (...told: readonly string[]): Outcome => ({ told, lost: 0, resumed: 0, moved: false, closed: 1011 })

/** What becomes of a call when the fault strikes while it connects, and later. */
const faults: Readonly<Record<string, Readonly<{ connecting: Outcome; live: Outcome }>>> = {
  'close-1001': { connecting: ends('upstream_closed_early'), live: movesOn },
  'close-1006': { connecting: ends('upstream_closed_early'), live: movesOn },
  'close-1008': { connecting: ends('upstream_closed_early'), live: ends('upstream_policy') },
  'close-1011': { connecting: ends('upstream_closed_early'), live: movesOn },
  'session-expired': { connecting: ends('upstream_closed_early'), live: movesOn },
  'failed-response': { connecting: goesOn('answer_failed'), live: goesOn('answer_failed') },
  error: { connecting: goesOn(), live: goesOn('upstream_error') },
  warning: { connecting: goesOn(), live: goesOn() },
  'unknown-event': { connecting: goesOn(), live: goesOn() },
}

/** A service that drops every session is dialled five times in a row, and no more. */
const dropsAll: Outcome = { told: ['upstream_lost'], lost: DIALS, resumed: DIALS, moved: true, closed: 1011 }

/** Dials that are in force from the first byte to the last: a call stands each of them at every moment. */
const standing: readonly Readonly<Record<string, string>>[] = [
  { updated: '300' },
  { pace: '0.8' },
  { burst: '1500' },
  { order: 'native' },
  { order: 'native', transcript: 'before' },
  { order: 'native', transcript: 'after' },
  { 'first-done': 'audio' },
  { 'previous-ids': 'null' },
  { 'previous-ids': 'absent' },
  { 'previous-ids': 'empty' },
  { strict: 'on' },
]

const refusals: readonly (readonly [string, string])[] = [
  ['401', 'upstream_unauthorized'],
  ['403', 'upstream_forbidden'],
  ['404', 'upstream_not_found'],
  ['429', 'upstream_throttled, again in 10 s'],
]

export const faultCases: readonly FaultCase[] = [
  ...refusals.map(([refuse, code]): FaultCase => ({ dials: { refuse }, moment: 'connect', expected: ends(code) })),
  { dials: { updated: 'never' }, moment: 'connect', expected: ends('upstream_timeout') },
  ...(['listening', 'answering', 'tool-call'] as const).map(
    (moment): FaultCase => ({
      // Slow enough that the session expires on the way, and in the middle of the long answer.
      dials: { expires: '8', pace: '0.5' },
      moment,
      expected: { ...goesOn(), moved: true },
    }),
  ),
  {
    dials: { fault: 'close-1011', at: 'answering', strikes: 'unlimited' },
    moment: 'answering',
    expected: dropsAll,
  },
  ...Object.entries(faults).flatMap(([fault, { connecting, live }]) =>
    moments.map(
      (at): FaultCase => ({ dials: { fault, at }, moment: at, expected: at === 'connect' ? connecting : live }),
    ),
  ),
  ...standing.flatMap((dials) => moments.map((moment): FaultCase => ({ dials, moment, expected: goesOn() }))),
]

export const nameOf = ({ dials }: Pick<FaultCase, 'dials'>): string =>
  Object.entries(dials)
    .filter(([name]) => name !== 'at')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

export const printOutcome = ({ told, lost, resumed, moved, closed }: Outcome): string =>
  [
    `lost ${lost}, resumed ${resumed}, ${moved ? 'moved' : 'stayed'}`,
    ...told,
    closed === undefined ? 'goes on' : `ends ${closed}`,
  ].join(' · ')
