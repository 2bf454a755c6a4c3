/** What holds for every sequence of events: no client, however odd, may break a session or leave an answer hanging. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rules } from '../../../../../server/emulator/engine/state.ts'
import type { ServerEvent } from '../../../../../server/voicelive/server-events.ts'
import { createDrive, type Drive } from './drive.ts'

type Step = (drive: Drive) => void

/** An id that exists more often than not: of an item that was announced, or of none. */
const itemId = (drive: Drive, pick: number): string =>
  drive.state().items.at(pick % Math.max(1, drive.state().items.length))?.id ?? 'item_none'

const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'what is 2 plus 3' }] }

const clientEvents = fc.oneof(
  fc.constant({ type: 'response.create' }),
  fc.constant({ type: 'response.create', response: { modalities: ['text'], conversation: 'none' } }),
  fc.constant({ type: 'response.create', response: { append_input_items: [message] } }),
  fc.constant({ type: 'response.cancel' }),
  fc.constant({ type: 'response.cancel', response_id: 'resp_none' }),
  fc.constant({ type: 'conversation.item.create', item: message }),
  fc.constant({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: 'call_x', output: '5' },
  }),
  fc.constant({ type: 'conversation.item.create', previous_item_id: 'root', item: message }),
  fc.constant({ type: 'input_audio_buffer.commit' }),
  fc.constant({ type: 'input_audio_buffer.clear' }),
  fc.constant({ type: 'input_text.delta', id: 'typed', delta: 'hello' }),
  fc.constant({ type: 'input_text.done', id: 'typed' }),
  fc.constant({ type: 'session.update', session: { turn_detection: null } }),
  fc.constant({ type: 'session.update', session: { tools: [{ type: 'function', name: 'calculate' }] } }),
  fc.constant({ type: 'session.update', session: { output_audio_timestamp_types: ['word'] } }),
  fc
    .record({ auto_truncate: fc.boolean(), interrupt_response: fc.boolean(), create_response: fc.boolean() })
    .map((flags) => ({ type: 'session.update', session: { turn_detection: { type: 'server_vad', ...flags } } })),
)

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: clientEvents.map(
      (event): Step =>
        (drive) =>
          drive.client(event),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('retrieve', 'delete', 'truncate'), fc.nat(9), fc.nat(400)).map(
      ([verb, pick, audioEndMs]): Step =>
        (drive) =>
          drive.client({
            type: `conversation.item.${verb}`,
            item_id: itemId(drive, pick),
            content_index: 0,
            audio_end_ms: audioEndMs,
          }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat(500).map(
      (ms): Step =>
        (drive) =>
          drive.write(ms),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>((drive) => staleAudio(drive)) },
  { weight: 2, arbitrary: fc.constant<Step>((drive) => drive.startSpeech()) },
  { weight: 2, arbitrary: fc.constant<Step>((drive) => drive.stopSpeech()) },
  { weight: 2, arbitrary: fc.constant<Step>((drive) => drive.speak()) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('what is two plus three', 'tell me a story', null).map(
      (heard): Step =>
        (drive) =>
          void drive.workOnce(heard),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constant<Step>((drive) => {
      if (drive.work().some(({ type }) => type === 'speak')) drive.speakOnePiece()
    }),
  },
)

/** Audio of the first answer, whatever has become of it: it comes late when another is being spoken. */
const staleAudio: Step = (drive) => {
  const first = drive.sent.find((event) => event.type === 'response.created')
  const piece = { audio: 'AAAA', audioMs: 100, text: 'stale', words: [] }
  const responseId = first?.type === 'response.created' ? String(first.response.id) : 'resp_none'
  if (drive.state().response?.id !== responseId) drive.dispatch({ type: 'spoke', responseId, piece, nowMs: 0 })
}

const runs = fc.record({
  rules: fc.record({
    order: fc.constantFrom('cascaded', 'native'),
    transcript: fc.constantFrom('before', 'during', 'after'),
    firstDone: fc.constantFrom('transcript', 'audio'),
    mcp: fc.constantFrom('works', 'list-fails', 'call-fails'),
  }),
  steps: fc.array(steps, { maxLength: 40 }),
})

/** Runs the steps, then lets the user finish and all work be done. */
function play({ rules, steps }: { rules: Rules; steps: readonly Step[] }): Drive {
  const drive = createDrive(rules)
  for (const step of steps) step(drive)
  drive.stopSpeech()
  drive.workAll('hello')
  return drive
}

const idsOf = (
  sent: readonly ServerEvent[],
  type: 'response.created' | 'response.done',
): (string | null | undefined)[] =>
  sent.flatMap((event) => (event.type === type && 'response' in event ? [event.response.id] : []))

describe('whatever happens', () => {
  test('each answer has exactly one end, and never two are open at once', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const drive = play(run)
        const { sent } = drive
        const open = new Set<string>()
        for (const event of sent) {
          if (event.type === 'response.created') {
            expect(open.size).toBe(0)
            open.add(String(event.response.id))
          }
          if (event.type === 'response.done') expect(open.delete(String(event.response.id))).toBe(true)
        }
        expect(open.size).toBe(0)
        expect(drive.state()).toMatchObject({ response: null, wanted: null, transcribing: [], held: [] })
        expect(idsOf(sent, 'response.done')).toEqual(idsOf(sent, 'response.created'))
      }),
      { numRuns: 50 },
    )
  })

  test('items and parts of an answer open and close in order, and nothing of it comes after its end', () => {
    fc.assert(
      fc.property(runs, (run) => {
        let response = ''
        let item = ''
        let part = false
        for (const event of play(run).sent) {
          if (event.type === 'response.created') response = String(event.response.id)
          if (event.type === 'response.done') {
            expect([item, part]).toEqual(['', false])
            response = ''
          }
          if ('response_id' in event) expect(event.response_id).toBe(response)
          if (event.type === 'response.output_item.added') {
            expect(item).toBe('')
            item = String(event.item?.id)
          }
          if ('item_id' in event && event.type.startsWith('response.')) expect(event.item_id).toBe(item)
          if (event.type === 'response.content_part.added') part = true
          if (event.type === 'response.audio.delta' || event.type === 'response.text.delta') expect(part).toBe(true)
          if (event.type === 'response.content_part.done') part = false
          if (event.type === 'response.output_item.done') {
            expect(part).toBe(false)
            item = ''
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('the deltas of a message are its text', () => {
    fc.assert(
      fc.property(runs, (run) => {
        let text = ''
        for (const event of play(run).sent) {
          if (event.type === 'response.content_part.added') text = ''
          if (event.type === 'response.audio_transcript.delta' || event.type === 'response.text.delta')
            text += event.delta
          if ('delta' in event) expect(event.delta).not.toBe('stale')
          if (event.type === 'response.audio_transcript.done') expect(event.transcript).toBe(text)
          if (event.type === 'response.text.done') expect(event.text).toBe(text)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('every event has an id of its own, and every error keeps the session open', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const drive = play(run)
        const ids = drive.sent.map(({ event_id: id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        const mark = drive.mark()
        drive.client({ type: 'session.update', session: {} })
        expect(drive.since(mark)).toEqual(['session.updated'])
      }),
      { numRuns: 50 },
    )
  })

  test('each utterance is committed once, transcribed at most once and becomes one item', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { sent } = play({ ...run, rules: { ...run.rules, order: 'cascaded' } })
        const committed = sent
          .filter((event) => event.type === 'input_audio_buffer.committed')
          .map(({ item_id: id }) => id)
        const transcribed = sent
          .filter((event) => event.type === 'conversation.item.input_audio_transcription.completed')
          .map(({ item_id: id }) => id)
        const created = sent
          .filter((event) => event.type === 'conversation.item.created')
          .map(({ item }) => item?.id)
          .filter((id) => committed.some((known) => known === id))
        expect(new Set(committed).size).toBe(committed.length)
        expect(transcribed).toEqual(committed)
        expect(created).toEqual(committed)
      }),
      { numRuns: 50 },
    )
  })

  test('the same events give the same conversation', () => {
    fc.assert(
      fc.property(runs, (run) => {
        expect(play(run).sent).toEqual(play(run).sent)
      }),
      { numRuns: 20 },
    )
  })
})
