/** Whether there is room for one more call: in the server, and for the network that it comes from. */

/** A place that is taken. A held one has no page now; its call waits for the page to come back. */
export type Place = Readonly<{ address: string; isHeld: boolean }>

export type Room = Readonly<{ maxSessions: number; maxSessionsPerAddress: number }>

/**
 * Undefined where there is room; else whose limit it is. A held call has its place in the server. Of its network it takes none until
 * as many are held as the network may have: a class that reloads its pages at once is let in again, and no one gets more than twice
 * as many by dropping connections.
 */
export function lackOfRoom(
  address: string,
  taken: readonly Place[],
  { maxSessions, maxSessionsPerAddress }: Room,
): 'busy' | 'busy_network' | undefined {
  if (taken.length >= maxSessions) return 'busy'
  const own = taken.filter((place) => place.address === address)
  const held = own.filter(({ isHeld }) => isHeld).length
  const counted = own.length - held + Math.max(0, held - maxSessionsPerAddress)
  return counted >= maxSessionsPerAddress ? 'busy_network' : undefined
}
