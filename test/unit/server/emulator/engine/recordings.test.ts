/** The engine beside the service itself: the typed turns that were recorded, event for event and key for key. */

import { expect, test } from 'vitest'
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
