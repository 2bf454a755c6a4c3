/** Run as a process of its own: talks to an emulator, stops it in the middle of an answer, and must then end by itself. */

import { connect, startEmulator, utterance } from './harness.ts'

const emulator = await startEmulator({ pace: 1 })
const [talker, quiet] = await Promise.all([connect(emulator.origin), connect(emulator.origin)])
await talker.update({ turn_detection: { type: 'server_vad', silence_duration_ms: 500 } })
talker.say(await utterance('Tell me a story.'))
await talker.next('response.audio.delta')
await emulator.stop()
await Promise.all([talker.closed(), quiet.closed()])
console.log('stopped in the middle of an answer')
