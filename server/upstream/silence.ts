/** The rule by which a service that fell silent is noticed: pure, so that it can be tried on any clock. */

/** Idle connections live longer with it, and a dead one shows: nothing else asks the service for an answer. */
export const PING_AFTER_MS = 10_000

/** Two pings that no one answered, and half of the time until the next. A pong proves both ways at once, and an event only one. */
export const PONG_WITHIN_MS = 25_000

/** A pong stands in line behind what the service said before it: while we read that, the pong may still come. A flood has no end. */
const PONG_BEHIND_MESSAGES_MS = 60_000

/** The queue holds four seconds of audio already: what comes behind it is too old to be worth an answer. */
export const FULL_WITHIN_MS = 5_000

/** A clock that jumped by more than this between two looks was not running: the whole process, or its machine, slept. */
const SLEPT_MS = 2 * PING_AFTER_MS

export type Silence = Readonly<{
  /** when the service last proved that it hears and speaks */
  pongAtMs: number
  pingAtMs: number
  lookedAtMs: number
  /** since when every frame of audio has found the queue full */
  fullSinceMs: number | undefined
}>

/** `looked`: time has passed, and a message was last read at `readAtMs`. `full` and `taken`: audio found its queue so. */
export type SilenceEvent = Readonly<
  { atMs: number } & ({ type: 'pong' | 'full' | 'taken' } | { type: 'looked'; readAtMs: number })
>

/** What is to be done, if anything; `lost` says why, for the log. */
export type SilenceVerdict = Readonly<{ type: 'ping' } | { type: 'lost'; detail: string }> | undefined

export const noSilence = (nowMs: number): Silence => ({
  pongAtMs: nowMs,
  pingAtMs: nowMs,
  lookedAtMs: nowMs,
  fullSinceMs: undefined,
})

export function watchSilence(silence: Silence, event: SilenceEvent): readonly [Silence, SilenceVerdict] {
  const { atMs } = event
  switch (event.type) {
    case 'pong':
      return [{ ...silence, pongAtMs: atMs }, undefined]
    case 'taken':
      return [silence.fullSinceMs === undefined ? silence : { ...silence, fullSinceMs: undefined }, undefined]
    case 'full': {
      const fullSinceMs = silence.fullSinceMs ?? atMs
      return [{ ...silence, fullSinceMs }, stuck(atMs - fullSinceMs)]
    }
    case 'looked':
      return look(silence, atMs, event.readAtMs)
  }
}

function look(silence: Silence, atMs: number, readAtMs: number): readonly [Silence, SilenceVerdict] {
  const sleptMs = atMs - silence.lookedAtMs
  // No one can answer a process that does not run: it begins again, and asks.
  if (sleptMs > SLEPT_MS) return [{ ...noSilence(atMs), pingAtMs: atMs }, { type: 'ping' }]
  const looked = { ...silence, lookedAtMs: atMs }
  const silentMs = atMs - silence.pongAtMs
  const withinMs = readAtMs > silence.lookedAtMs ? PONG_BEHIND_MESSAGES_MS : PONG_WITHIN_MS
  if (silentMs >= withinMs) return [looked, { type: 'lost', detail: `no pong for ${silentMs} ms` }]
  if (atMs - silence.pingAtMs >= PING_AFTER_MS) return [{ ...looked, pingAtMs: atMs }, { type: 'ping' }]
  return [looked, undefined]
}

const stuck = (fullMs: number): SilenceVerdict =>
  fullMs >= FULL_WITHIN_MS ? { type: 'lost', detail: `the audio queue was full for ${fullMs} ms` } : undefined
