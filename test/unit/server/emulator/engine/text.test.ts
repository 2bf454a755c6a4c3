/** Texts of clients and of calls: whole characters, names of any kind, and no more of them than there is room for. */

import { describe, expect, test } from 'vitest'
import { TYPING_MAX } from '../../../../../server/emulator/engine/typing.ts'
import { createDrive, type Drive } from './drive.ts'

const face = '\u{1f600}'
const type = (drive: Drive, id: string, delta: string) => drive.client({ type: 'input_text.delta', id, delta })
const isWhole = (text: string): boolean => {
  try {
    return encodeURIComponent(text) !== ''
  } catch {
    return false
  }
}

describe('the arguments of a call', () => {
  test.each([
    `{"c":"${face}abcd"}`,
    `{"c":"a${face}abcd"}`,
    `{"c":"${face.repeat(9)}"}`,
    `{"c":"x${face.repeat(9)}"}`,
    face,
    '{}',
    'a',
    '',
  ])('come in whole characters: %s', (args) => {
    const drive = createDrive()
    const mark = drive.mark()
    drive.client({ type: 'response.create' })
    drive.decided({ sentences: [], calls: [{ name: 'f', arguments: args }] })
    const deltas = drive.sent
      .slice(mark)
      .flatMap((event) => (event.type === 'response.function_call_arguments.delta' ? event.delta : []))
    expect(deltas.join('')).toBe(args)
    expect(deltas.filter((delta) => !isWhole(delta))).toEqual([])
  })
})

describe('text that a client streams', () => {
  test.each(['typed', 'constructor', '__proto__', 'toString', 'hasOwnProperty', '7', ''])(
    'is kept by the name %j',
    (id) => {
      const drive = createDrive()
      drive.client({ type: 'input_text.done', id, event_id: 'early' })
      expect(drive.last('error')?.error).toMatchObject({ param: 'id', event_id: 'early' })
      for (const delta of ['tell me ', 'a joke']) type(drive, id, delta)
      drive.client({ type: 'input_text.done', id })
      expect(drive.last('conversation.item.created')?.item).toMatchObject({ id, content: [{ text: 'tell me a joke' }] })
      drive.client({ type: 'input_text.done', id, event_id: 'late' })
      expect(drive.last('error')?.error.event_id).toBe('late')
    },
  )

  test('has a name of its own', () => {
    const drive = createDrive()
    const item = { id: 'one', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
    drive.client({ type: 'conversation.item.create', item })
    type(drive, 'one', 'hello')
    drive.client({ type: 'input_text.done', id: 'one', event_id: 'mine' })
    expect(drive.last('error')?.error).toMatchObject({ param: 'id', event_id: 'mine' })
    expect(drive.state().items).toHaveLength(1)
  })

  test('has room for so many texts at a time', () => {
    const drive = createDrive()
    for (let index = 0; index < TYPING_MAX.texts; index++) type(drive, `text_${index}`, 'a')
    expect(drive.last('warning')).toBeUndefined()
    type(drive, 'one_more', 'a')
    expect(drive.last('warning')?.warning).toMatchObject({ code: 'input_text_overflow' })
    drive.client({ type: 'input_text.done', id: 'text_0' })
    type(drive, 'one_more', 'b')
    drive.client({ type: 'input_text.done', id: 'one_more' })
    expect(drive.last('conversation.item.created')?.item).toMatchObject({ content: [{ text: 'b' }] })
  })

  test('has room for so much of it', () => {
    const drive = createDrive()
    type(drive, 'short', 'a')
    type(drive, 'long', 'b'.repeat(TYPING_MAX.length - 1))
    expect(drive.last('warning')).toBeUndefined()
    type(drive, 'short', 'a')
    expect(drive.last('warning')?.warning).toMatchObject({ code: 'input_text_overflow' })
    drive.client({ type: 'input_text.done', id: 'short' })
    expect(drive.last('conversation.item.created')?.item).toMatchObject({ content: [{ text: 'a' }] })
  })
})

test.each([
  [{ type: 'input_audio', audio: 'AAAA' }, 1],
  [{ type: 'input_audio', audio: 'AAAA', transcript: 'who are you' }, 0],
])('an item with %j costs %d warnings', (part, warnings) => {
  const drive = createDrive()
  drive.client({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [part] } })
  expect(drive.types().filter((name) => name === 'warning')).toHaveLength(warnings)
})

test('items with an empty id are given one, each its own', () => {
  const drive = createDrive()
  const item = { id: '', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
  for (let index = 0; index < 2; index++) drive.client({ type: 'conversation.item.create', item })
  expect(drive.last('error')).toBeUndefined()
  expect(new Set(drive.state().items.map(({ id }) => id || 'empty')).size).toBe(2)
  expect(drive.state().items.map(({ id }) => id)).not.toContain('')
})
