/** One connection as both of its ends see it: what is sent arrives later and in order, is held while the network is frozen, and is lost when it is cut. */

import type { Clock } from '../../../shared/clock.ts'

export type Data = string | Uint8Array

export type Listener = Readonly<{
  message(data: Data): void
  pong(): void
  /** once, and last */
  closed(code: number, reason: string): void
}>

export type End = Readonly<{
  send(data: Data): void
  ping(): void
  close(code: number, reason: string): void
  /** without a close frame */
  cut(): void
  /** Reads no more, pings neither, until it goes on. */
  read(on: boolean): void
  /** bytes that the network has not taken */
  queuedBytes(): number
  /** neither closed nor closing */
  isOpen(): boolean
  listen(listener: Listener): void
}>

export type Wire = Readonly<{
  near: End
  far: End
  freeze(): void
  thaw(): void
  /** Both ends lose it; an end that does not learn of it finds out when it waits for an answer. */
  lose(learns: 'both' | 'near' | 'far'): void
  /** What one side sends ends here; the other side learns of it, behind all that was sent before, and ends its own. */
  halfClose(side: 'near' | 'far'): void
  /** on their way, or waiting to be read, in either direction */
  bytes(): number
}>

type Parcel = Readonly<
  | { type: 'data'; data: Data }
  | { type: 'opened' | 'ping' | 'pong' | 'gone' | 'shut' | 'closed' }
  | { type: 'close'; code: number; reason: string }
>

/** What the network itself holds before a socket notices that nothing goes on; it takes none before the turn is over in which it was sent, as over TLS. */
const NETWORK_BYTES = 64 * 1024
/** A close that no one answers; `ws` and browsers wait about so long. */
const CLOSE_WITHIN_MS = 30_000
/** When an end learns of a loss that it was not told of: its packets are not acknowledged. */
const UNACKNOWLEDGED_MS = 120_000
const ABNORMAL = 1006

const sizeOf = (parcel: Parcel): number => (parcel.type === 'data' ? parcel.data.length : 0)

/** `reached`: the near end learns that it is connected; `over`: neither end is open any more. */
export function createWire(clock: Clock, delayMs: () => number, reached: (near: End) => void, over: () => void): Wire {
  let isFrozen = false
  let isLost = false
  let open = 2

  function createEnd(other: () => { deliver(parcel: Parcel): void }) {
    let listener: Listener | undefined
    let state: 'open' | 'closing' | 'closed' = 'open'
    let lastMs = 0
    let queued = 0
    let sentNow = { atMs: 0, bytes: 0 }
    let reads = true
    /** What it sends goes nowhere. */
    let isShut = false
    let unread: Parcel[] = []
    /** arrived while the network was frozen */
    let held: Parcel[] = []
    let stopWaiting = () => {}

    const conclude = (code: number, reason: string): void => {
      if (state === 'closed') return
      state = 'closed'
      stopWaiting()
      unread = []
      open -= 1
      if (open === 0) over()
      listener?.closed(code, reason)
    }
    const put = (parcel: Parcel): void => {
      if (isShut) return
      const bytes = sizeOf(parcel)
      queued += bytes
      if (sentNow.atMs !== clock.nowMs()) sentNow = { atMs: clock.nowMs(), bytes: 0 }
      sentNow.bytes += bytes
      lastMs = Math.max(lastMs, clock.nowMs() + delayMs())
      clock.after(lastMs - clock.nowMs(), () => {
        if (isLost) return
        if (isFrozen) held.push(parcel)
        else arrive(parcel)
      })
    }
    const arrive = (parcel: Parcel): void => {
      queued -= sizeOf(parcel)
      other().deliver(parcel)
    }
    const take = (parcel: Parcel): void => {
      if (state === 'closed') return
      switch (parcel.type) {
        case 'data':
          if (state === 'open') listener?.message(parcel.data)
          break
        case 'opened':
          reached(end)
          break
        case 'ping':
          put({ type: 'pong' })
          break
        case 'pong':
          listener?.pong()
          break
        case 'close':
          put({ type: 'closed' })
          conclude(parcel.code, parcel.reason)
          break
        case 'closed':
          conclude(closedWith.code, closedWith.reason)
          break
        case 'shut':
          put({ type: 'gone' })
          conclude(ABNORMAL, '')
          break
        case 'gone':
          conclude(ABNORMAL, '')
          break
      }
    }
    let closedWith = { code: ABNORMAL, reason: '' }
    const end: End = {
      send: (data) => {
        if (state === 'open') put({ type: 'data', data })
      },
      ping: () => {
        if (state === 'open') put({ type: 'ping' })
      },
      close: (code, reason) => {
        if (state !== 'open') return
        state = 'closing'
        closedWith = { code, reason }
        put({ type: 'close', code, reason })
        stopWaiting = clock.after(CLOSE_WITHIN_MS, () => conclude(ABNORMAL, ''))
      },
      cut: () => {
        if (state === 'closed') return
        put({ type: 'gone' })
        conclude(ABNORMAL, '')
      },
      read: (on) => {
        reads = on
        while (reads && unread.length > 0) {
          const [next] = unread.splice(0, 1)
          if (next) take(next)
        }
      },
      queuedBytes: () => Math.max(sentNow.atMs === clock.nowMs() ? sentNow.bytes : 0, queued - NETWORK_BYTES),
      isOpen: () => state === 'open',
      listen: (given) => {
        listener = given
      },
    }
    return {
      end,
      put,
      deliver: (parcel: Parcel) => {
        if (reads || parcel.type === 'gone') take(parcel)
        else unread.push(parcel)
      },
      thaw: () => {
        const waiting = held
        held = []
        for (const parcel of waiting) arrive(parcel)
      },
      bytes: () => queued + unread.reduce((sum, parcel) => sum + sizeOf(parcel), 0),
      shut: () => {
        put({ type: 'shut' })
        isShut = true
      },
      lose: (isTold: boolean) => {
        held = []
        clock.after(isTold ? delayMs() : UNACKNOWLEDGED_MS, () => conclude(ABNORMAL, ''))
      },
    }
  }

  const near = createEnd(() => far)
  const far: ReturnType<typeof createEnd> = createEnd(() => near)
  far.put({ type: 'opened' })
  return {
    near: near.end,
    far: far.end,
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      isFrozen = false
      near.thaw()
      far.thaw()
    },
    lose: (learns) => {
      if (isLost) return
      isLost = true
      near.lose(learns !== 'far')
      far.lose(learns !== 'near')
    },
    bytes: () => (isLost ? 0 : near.bytes() + far.bytes()),
    halfClose: (side) => (side === 'near' ? near : far).shut(),
  }
}
