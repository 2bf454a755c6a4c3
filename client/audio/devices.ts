/** What a session sounds and hears with: one file, fetched when the first one starts. */

export { openMicrophone } from './capture.ts'
export { createPlayer } from './player.ts'
