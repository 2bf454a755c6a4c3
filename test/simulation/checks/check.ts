/** What a check is: it looks on, and says at the quiet moments of a world what does not hold. */

import type { Plan } from '../plan.ts'
import type { Witness, World } from '../world/world.ts'

export type Failure = Readonly<{ name: string; detail: string; atMs: number }>

export type Check = Witness &
  Readonly<{
    /** nothing has happened for a while, and all is well */
    settled?: (() => void) | undefined
    /** everybody has asked once more, and waited */
    answered?: (() => void) | undefined
    /** everybody has left, long ago */
    ended?: (() => void) | undefined
  }>

export type Scene = Readonly<{ plan: Plan; world: World; fail(name: string, detail: string): void }>

export type MakeCheck = (scene: Scene) => Check
