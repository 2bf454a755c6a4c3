/** Slows down whoever guesses access codes, by address. */

/** Wrong codes that cost nothing: people mistype. */
export const FREE_TRIES = 5

const FIRST_LOCK_MS = 60_000
const LONGEST_LOCK_MS = 15 * 60_000

/** Addresses remembered; the one that failed longest ago is forgotten for a new one. */
const ADDRESSES_MAX = 10_000

export type Lockout = Readonly<{
  /** Milliseconds until this address may try again; 0 when it may now. */
  lockedForMs: (address: string) => number
  failed: (address: string) => void
  /** A right code forgives what was before it. */
  succeeded: (address: string) => void
}>

/** `nowMs` is monotonic. Each wrong code beyond the free tries doubles the lock, up to a quarter of an hour. */
export function createLockout(nowMs: () => number): Lockout {
  const tries = new Map<string, { failures: number; lockedUntilMs: number }>()
  return {
    lockedForMs: (address) => Math.max(0, (tries.get(address)?.lockedUntilMs ?? 0) - nowMs()),
    failed: (address) => {
      const failures = (tries.get(address)?.failures ?? 0) + 1
      const beyond = failures - FREE_TRIES
      const lockMs = beyond < 0 ? 0 : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** beyond)
      // Deleted first, so that the order of the map is the order of failing.
      tries.delete(address)
      tries.set(address, { failures, lockedUntilMs: nowMs() + lockMs })
      const [oldest] = tries.keys()
      if (tries.size > ADDRESSES_MAX && oldest !== undefined) tries.delete(oldest)
    },
    succeeded: (address) => void tries.delete(address),
  }
}
