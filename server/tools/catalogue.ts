/** Every tool of this server. A profile names those that its agent may call; a tool that is not here does not exist. */

import { calculate } from './calculate.ts'
import { currentTime } from './current-time.ts'
import { findProduct } from './find-product.ts'
import { orderStatus } from './order-status.ts'
import type { Tool } from './tool.ts'

/** `now` is the clock of the tools that need one. */
export const allTools = (now: () => Date): readonly Tool[] => [calculate, currentTime(now), findProduct, orderStatus]
