/**
 * The package `ws`, by the path of its file. By its name, Bun gives a class of its own over its native client instead: that one cannot
 * be paused, and hands out all that it has received in one turn of the event loop, so that one service could hold up every other call.
 */

import type { WebSocket as Client } from 'ws'
// @ts-expect-error: the types belong to the package's name.
import { WebSocket as client } from '../../node_modules/ws/wrapper.mjs'

export type WebSocket = Client
export const WebSocket: typeof Client = client
