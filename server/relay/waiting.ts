/** Those whose sockets are open and who have no call yet, and whether beside them there is room for another call. */

import type { ErrorCode } from '../../shared/errors.ts'
import type { Visitor } from './lobby.ts'
import { lackOfRoom, type Place, type Room } from './room.ts'

/** A socket that is open and has no call. One that takes no room may come for a call that is held, or is about to close. */
export type Waiting = { readonly visitor: Visitor; readonly address: string; takesRoom: boolean }

export function createWaiting(room: Room, taken: () => readonly Place[]) {
  const all = new Set<Waiting>()
  const places = (takesRoom: boolean): readonly Place[] =>
    [...all].filter((one) => one.takesRoom === takesRoom).map(({ address }) => ({ address, isHeld: false }))

  return {
    add: (one: Waiting) => all.add(one),
    /** False when it waited no more. */
    delete: (one: Waiting) => all.delete(one),
    size: () => all.size,
    /** Whose limit leaves no room for another call: undefined while there is some. */
    lackFor: (address: string): ErrorCode | undefined => lackOfRoom(address, [...taken(), ...places(true)], room),
    /** So many may wait beyond the room that there is. */
    mayWait: (address: string): boolean => lackOfRoom(address, places(false), room) === undefined,
    refuse: (code: ErrorCode, closeCode: number): void => {
      for (const { visitor } of [...all]) visitor.refuse(code, closeCode)
    },
  }
}
