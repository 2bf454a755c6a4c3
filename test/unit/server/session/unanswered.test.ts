/** A question that was given up before the service was lost is asked again in the next session, if somebody still waits for its answer. */

import { expect, test } from 'vitest'
import { commands, drive, typesOf } from './drive.ts'

type Driver = ReturnType<typeof drive>

const type = (text: string) => (page: Driver) => page.say({ type: 'text.send', text })
const interrupt = (page: Driver) => page.say({ type: 'answer.interrupt' })
const caption = (item: string, transcript: string | null) => (page: Driver) =>
  page.serve({
    type: `conversation.item.input_audio_transcription.${transcript === null ? 'failed' : 'completed'}`,
    item_id: item,
    content_index: 0,
    ...(transcript === null ? { error: {} } : { transcript }),
  })
const speak = (item: string, transcript?: string | null) => (page: Driver) => {
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 })
  page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: item, audio_end_ms: 900 })
  if (transcript !== undefined) caption(item, transcript)(page)
}
/** The response never came; events show that the service lives. */
const giveUp = (page: Driver) => {
  for (const ms of [1_000, 4_000]) {
    page.serve({ type: 'rate_limits.updated' })
    page.pass(ms)
  }
  page.push({ type: 'timer.fired', timer: 'gate' })
  page.serve({ type: 'rate_limits.updated' })
}
const answer = (page: Driver) => {
  page.created('r1')
  page.text('r1', 'm1', 'It is noon.')
  page.done('r1')
}
const runTool = (page: Driver) => {
  page.created('r0')
  page.toolCall('r0', 'c1')
  page.done('r0')
}
const finishTool = (page: Driver) => page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })
const fail = (page: Driver) => {
  page.created('r1')
  page.done('r1', 'failed')
}
const searchServer = (page: Driver) => {
  page.created('r1')
  const item = { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' }
  page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
  page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1' })
}

/** The answer is announced, and brings nothing. */
const announce = (page: Driver) => {
  page.created('r1')
  const item = { type: 'message', role: 'assistant', id: 'm1' }
  page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
}
const speakOn = (page: Driver) =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })

const lose = (page: Driver) => page.lose({ kind: 'closed', code: 1006, reason: '' })

const asked: readonly (readonly [string, readonly ((page: Driver) => unknown)[]])[] = [
  ['a typed question', [type('Hello?'), giveUp]],
  ['a spoken question', [speak('u1', 'Hello?'), giveUp]],
  ['the output of a tool', [type('Hello?'), runTool, finishTool, giveUp]],
  ['a question before a cough', [type('Hello?'), giveUp, speak('u1', '')]],
  ['a question before a sound that nobody could make out', [type('Hello?'), giveUp, speak('u1', null)]],
  ['a question after one that was stopped', [type('Hello?'), interrupt, type('And now?'), giveUp]],
  ['a question after an answer', [type('Hello?'), answer, type('And now?'), giveUp]],
  ['a question after the call of a server', [type('Hello?'), searchServer, type('And now?'), giveUp, giveUp]],
  ['a question whose answer was announced', [type('Hello?'), announce]],
  ['a question typed over speech, whose answer was announced', [speakOn, type('Hello?'), announce]],
  ['a question after one that failed', [type('Hello?'), fail, type('And now?'), giveUp]],
  ['a question that was typed while the service was lost', [lose, type('Hello?')]],
  ['a question after one that was stopped while the service was lost', [lose, type('Hello?'), interrupt, type('Or?')]],
]

const notAsked: readonly (readonly [string, readonly ((page: Driver) => unknown)[]])[] = [
  ['nothing', []],
  ['an answered question', [type('Hello?'), answer]],
  ['a cough', [speak('u1', ''), giveUp]],
  ['a cough after an answer', [type('Hello?'), answer, speak('u1', ''), giveUp]],
  ['words that nobody has written down yet', [type('Hello?'), giveUp, speak('u1')]],
  ['a question that was stopped', [type('Hello?'), interrupt, giveUp]],
  ['a question that was stopped after it was given up', [type('Hello?'), giveUp, interrupt]],
  ['a question that was stopped, and a cough', [type('Hello?'), interrupt, giveUp, speak('u1', ''), giveUp]],
  ['a spoken question that was stopped', [speak('u1', 'Hello?'), interrupt, giveUp]],
  ['an answer that was stopped', [type('Hello?'), answer, interrupt]],
  ['tools that were stopped', [type('Hello?'), runTool, interrupt, giveUp]],
  ['an answer that failed, and the user was told so', [type('Hello?'), fail]],
  ['a tool that still runs', [type('Hello?'), runTool]],
  ['a tool of a server that ran', [type('Hello?'), searchServer]],
  ['a question that was typed and stopped while the service was lost', [lose, type('Hello?'), interrupt]],
  ['a question that was stopped when the service was lost', [type('Hello?'), lose, interrupt]],
]

function requestsAfter(acts: readonly ((page: Driver) => unknown)[]): readonly string[] {
  const page = drive().live()
  for (const act of acts) act(page)
  page.pass(10_000)
  lose(page)
  return typesOf(commands(page.ready())).filter((name) => name === 'response.create')
}

test.each(asked)('%s that has no answer is asked again, once', (_what, acts) => {
  expect(requestsAfter(acts)).toEqual(['response.create'])
})

test.each(notAsked)('%s asks for nothing in the next session', (_what, acts) => {
  expect(requestsAfter(acts)).toEqual([])
})
