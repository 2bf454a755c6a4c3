/** The engine beside the service itself: the typed turns that were recorded, event for event and key for key. */

import { expect, test } from 'vitest'
import { createSession, patchSession } from '../../../../../server/emulator/engine/session.ts'
import { familyOf } from '../../../../../server/voicelive/models.ts'
import { readRecordings } from '../../../../support/recordings.ts'
import { cascaded, createDrive, native } from './drive.ts'

type Sent = Readonly<{ type: string }>

/** From the user's item on. Deltas come in any mixture: each kind of them counts once, in the order of the alphabet. */
function shapesOf(events: readonly Sent[]): string[] {
  const shapes = events
    .slice(events.findIndex(({ type }) => type === 'conversation.item.created'))
    .map((event) => `${event.type}: ${Object.keys(event).sort().join(' ')}`)
  const isDelta = (shape: string) => shape.includes('.delta:')
  const runs = shapes.reduce<string[][]>((before, shape) => {
    const run = before.at(-1)
    if (!run || !isDelta(shape) || !isDelta(run[0] ?? '')) before.push([shape])
    else if (!run.includes(shape)) run.push(shape)
    return before
  }, [])
  return runs.flatMap((run) => run.sort())
}

test.each(readRecordings().map(({ name, model, events }) => [name, model, events] as const))(
  'a typed turn comes as the service sent it in "%s", with %s',
  (_name, model, recorded) => {
    const drive = createDrive(model.startsWith('gpt-realtime') ? native : cascaded)
    if (recorded.every(({ type }) => type !== 'response.audio.done'))
      drive.client({ type: 'session.update', session: { modalities: ['text'] } })
    const content = [{ type: 'input_text', text: 'hello' }]
    for (const { type } of recorded.slice(
      0,
      recorded.findIndex(({ type }) => type === 'response.created'),
    ))
      if (type === 'conversation.item.created')
        drive.client({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(shapesOf(drive.raw)).toEqual(shapesOf(recorded))
  },
)

type Recorded = { session: Record<string, unknown> & { turn_detection: Record<string, unknown> } }
const sessionIn = (events: readonly Sent[], type: string) =>
  (events.find((event) => event.type === type) as unknown as Recorded).session
const numbers = ['threshold', 'prefix_padding_ms', 'silence_duration_ms'] as const

test.each(readRecordings().map(({ name, model, events }) => [name, model, events] as const))(
  'a session begins, and prints turn detection, as in "%s" with %s',
  (_name, model, events) => {
    const family = familyOf(model, undefined)
    const isNative = family !== 'cascaded'
    const [created, updated] = [sessionIn(events, 'session.created'), sessionIn(events, 'session.updated')]
    const session = createSession({ id: 'sess_1', model, agent: null, expiresAt: null, native: isNative, family })
    expect(session.model).toBe(created.model)
    expect([...(session.modalities ?? [])].sort()).toEqual([...(created.modalities as string[])].sort())
    expect(session.voice).toEqual(created.voice)
    expect('temperature' in session).toBe('temperature' in created)

    const { type, create_response, interrupt_response, eagerness } = updated.turn_detection
    const asked = { type, create_response, interrupt_response, ...(eagerness === undefined ? {} : { eagerness }) }
    const { turn_detection: printed } = patchSession(session, { turn_detection: asked as { type: 'none' } }, isNative)
    if (type === 'semantic_vad') expect(printed).toEqual(updated.turn_detection)
    else for (const name of numbers) expect(printed).toHaveProperty(name, updated.turn_detection[name])
  },
)

test.each([
  ['native', native, 'item', 'in_progress', ''],
  ['cascaded', cascaded, 'msg', 'incomplete', expect.stringMatching(/./)],
] as const)('a text answer of a %s model is announced and closed as recorded', (_name, rules, prefix, status, text) => {
  const drive = createDrive(rules)
  drive.client({ type: 'session.update', session: { modalities: ['text'] } })
  drive.client({ type: 'response.create' })
  drive.workAll()
  const item = { id: expect.stringMatching(`^${prefix}_`), status }
  expect(drive.last('response.output_item.added')).toMatchObject({ item })
  expect(drive.last('response.content_part.done')).toMatchObject({ part: { type: 'text', text } })
  expect(drive.last('response.output_item.done')).toMatchObject({ item: { status: 'completed' } })
})
