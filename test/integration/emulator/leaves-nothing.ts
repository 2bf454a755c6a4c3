/** Run as a process of its own: talks to an emulator, stops it in the middle of an answer, and must then end by itself. */

import { connect, startEmulator, utterance } from './harness.ts'

const emulator = await startEmulator({ pace: 1 })
const [user, quiet] = await Promise.all([connect(emulator.origin), connect(emulator.origin)])
await user.update({ turn_detection: { type: 'server_vad', silence_duration_ms: 500 } })
user.say(await utterance('Tell me a story.'))
await user.next('response.audio.delta')
await emulator.stop()
await Promise.all([user.closed(), quiet.closed()])
console.log('stopped in the middle of an answer')
