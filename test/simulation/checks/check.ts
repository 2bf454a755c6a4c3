/** What a check is: it looks on, and says at the quiet moments of a world what does not hold. */

import type { Plan } from '../plan.ts'
import type { Witness, World } from '../world/world.ts'

/** All that can be found. Each is broken by a defect in `mutants/mutants.ts`, by which it is known to find anything. */
export const failureNames = [
  'a call ended without a reason',
  'a call holds words of another',
  'a call is left',
  'a call stays busy',
  'a connection is left',
  'a dead link is not noticed',
  'a list grows',
  'a page does not know that the service is lost',
  'a page gave up a call that was held for it',
  'a page stays busy',
  'a question is not answered',
  'a service that is lost is lost again',
  'a session failed without a reason',
  'a stopped page has a timer',
  'a timer is left',
  'a turn never ends',
  'a typed question waits',
  'a user is blamed',
  'an answer has a hole, or comes twice',
  'an answer sounds while the page listens',
  'an answer that was cut sounds',
  'page and relay differ in what was heard',
  'page and relay differ in what was typed',
  'something was thrown',
  'sound was refused by a queue',
  'the service holds other words than were heard',
  'what was stopped is asked for',
  'words count as heard that never sounded',
] as const

export type FailureName = (typeof failureNames)[number]
export type Failure = Readonly<{ name: FailureName; detail: string; atMs: number }>

export type Check = Witness &
  Readonly<{
    /** nothing has happened for a while, and all is well */
    settled?: (() => void) | undefined
    /** everybody has asked once more, and waited */
    answered?: (() => void) | undefined
    /** some have stopped their sessions, a moment ago */
    stopped?: (() => void) | undefined
    /** everybody has left, long ago */
    ended?: (() => void) | undefined
  }>

export type Scene = Readonly<{ plan: Plan; world: World; fail(name: FailureName, detail: string): void }>

export type MakeCheck = (scene: Scene) => Check
