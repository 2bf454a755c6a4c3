/** What the page may send, and what every kind of bad input gets. */

import { describe, expect, test } from 'vitest'
import { FRAME_MAX_BYTES, FRAME_MIN_BYTES } from '../../../../shared/audio-format.ts'
import type { ClientMessage } from '../../../../shared/client-messages.ts'
import { MESSAGE_MAX_BYTES } from '../../../../shared/messages.ts'
import { commands, drive, ended, errorsIn } from './drive.ts'

describe('pageMessage', () => {
  test.each([
    ['not JSON', 'hello'],
    ['no object', '7'],
    ['null', 'null'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"session.update"}'],
    ['a wrong field', '{"type":"text.send","text":7}'],
    ['an extra field', '{"type":"session.stop","now":true}'],
    ['an empty text', '{"type":"text.send","text":"  "}'],
    ['an answer that never was', '{"type":"playback.stopped","answer":9,"playedSamples":0}'],
  ])('answers %s with bad_message, and the session goes on', (_name, text) => {
    const page = drive().live()
    const effects = page.push({ type: 'page.message', text })
    expect(errorsIn(effects)).toEqual([['bad_message', false]])
    expect(ended(effects)).toBeUndefined()
    expect(page.state()).toMatchObject({ phase: 'live', counts: { faults: 1 } })
  })

  test('ends with 1008 after three faults at once, whatever their kind', () => {
    const page = drive().live()
    page.push({ type: 'page.message', text: '' })
    page.hear(1921)
    const effects = page.push({ type: 'page.message', text: '' })
    expect(errorsIn(effects)).toEqual([['bad_message', true]])
    expect(ended(effects)).toMatchObject({ code: 1008 })
  })

  test.each<[string, ClientMessage]>([
    ['a second start', { type: 'session.start' }],
    ['coming back to a call that it is in', { type: 'session.resume', ticket: 'ticket-1', received: 0 }],
    ['an answer that there is not', { type: 'playback.stopped', answer: 9, playedSamples: 0 }],
    ['an approval that nobody asked for', { type: 'approval.answer', id: 'a1', approve: true }],
  ])('ends after three messages in a row that are right in form and wrong in place: %s', (_what, message) => {
    const page = drive().live()
    expect(errorsIn(page.say(message))).toEqual([['bad_message', false]])
    page.push({ type: 'page.message', text: '' })
    expect(ended(page.say(message))).toMatchObject({ code: 1008 })
  })

  const faults: readonly (readonly [string, (page: ReturnType<typeof drive>) => unknown])[] = [
    ['no JSON', (page) => page.push({ type: 'page.message', text: '' })],
    ['misplaced messages', (page) => page.say({ type: 'playback.stopped', answer: 9, playedSamples: 0 })],
    ['odd frames', (page) => page.hear(1921)],
  ]
  const goods: typeof faults = [
    ['a second of audio', (page) => Array.from({ length: 25 }, () => page.hear())],
    ['texts', (page) => page.say({ type: 'text.send', text: 'Hello' })],
    ['pongs and receipts', (page) => [page.say({ type: 'pong', nonce: 0 }), page.say({ type: 'received', count: 0 })]],
  ]
  test.each(faults.flatMap(([bad, err]) => goods.map(([good, act]) => [bad, good, err, act] as const)))(
    'ends after the third fault within ten seconds, whatever comes between: %s between %s',
    (_bad, _good, err, act) => {
      const page = drive().live()
      for (let round = 0; round < 2; round += 1) {
        err(page)
        act(page)
        page.pass(4_000)
      }
      expect(page.state().phase).toBe('live')
      err(page)
      expect(page.state()).toMatchObject({ phase: 'ended', counts: { faults: 3 } })
    },
  )

  test('forgives one fault every ten seconds, for ever', () => {
    const page = drive().live()
    for (let round = 0; round < 100; round += 1) {
      page.push({ type: 'page.message', text: '' })
      page.pass(10_000)
      page.hear()
    }
    expect(page.state().phase).toBe('live')
  })

  test('ends with 1009 on a message that is larger than any may be, counted in bytes', () => {
    const long = drive()
      .live()
      .push({ type: 'page.message', text: ' '.repeat(MESSAGE_MAX_BYTES + 1) })
    expect(ended(long)).toMatchObject({ code: 1009 })
    const wide = drive()
      .live()
      .push({ type: 'page.message', text: '€'.repeat(MESSAGE_MAX_BYTES / 2) })
    expect(ended(wide)).toMatchObject({ code: 1009 })
  })

  test('ends with 1008 on more than 50 messages a second', () => {
    const page = drive().live()
    page.pass(10_000)
    for (let sent = 0; sent < 50; sent += 1) expect(ended(page.say({ type: 'pong', nonce: 0 }))).toBeUndefined()
    const effects = page.say({ type: 'pong', nonce: 0 })
    expect(errorsIn(effects)).toEqual([['flooded', true]])
    expect(ended(effects)).toMatchObject({ code: 1008 })
  })

  test('takes the receipts of all that a page missed at once, and no flood of them', () => {
    const page = drive().live()
    for (let count = 32; count <= 7_500; count += 32) page.say({ type: 'received', count })
    expect(page.state().phase).toBe('live')
    let effects = page.say({ type: 'received', count: 0 })
    for (let sent = 0; sent < 5_000 && !ended(effects); sent += 1) effects = page.say({ type: 'received', count: 0 })
    expect(ended(effects)).toMatchObject({ code: 1008, reason: 'flooded' })
  })

  test('takes the receipts of all that a page missed for no excuse to send more of anything else', () => {
    const page = drive().live()
    for (let count = 1; count <= 500; count += 1) page.say({ type: 'received', count })
    for (let sent = 0; sent < 49; sent += 1) page.say({ type: 'pong', nonce: 0 })
    expect(ended(page.say({ type: 'pong', nonce: 0 }))).toMatchObject({ code: 1008 })
  })

  test('lets 50 messages a second pass for as long as they come', () => {
    const page = drive().live()
    for (let sent = 0; sent < 500; sent += 1) {
      page.pass(20)
      page.say({ type: 'pong', nonce: 0 })
    }
    expect(page.state().phase).toBe('live')
  })

  test('says not_ready to a text that comes too early', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    expect(errorsIn(page.say({ type: 'text.send', text: 'Hello' }))).toEqual([['not_ready', false]])
  })

  test('turns a text into an item and asks for a response', () => {
    expect(commands(drive().live().say({ type: 'text.send', text: ' Hello ' }))).toEqual([
      {
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
        event_id: 'item-2',
      },
      { type: 'response.create', event_id: 'create-3' },
    ])
  })
})

describe('a microphone frame', () => {
  test('drops audio until the session is ready, then passes it on', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    expect(page.passes()).toBe(false)
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    expect(page.passes()).toBe(false)
    expect(page.frames().early).toBe(2)
    page.serve({ type: 'session.updated', session: {} })
    expect(page.passes()).toBe(true)
  })

  test.each([0, 1, FRAME_MIN_BYTES - 2, FRAME_MAX_BYTES + 2, 1921])(
    'answers a frame of %i bytes with bad_audio',
    (byteLength) => {
      const page = drive().live()
      expect(errorsIn(page.hear(byteLength))).toEqual([['bad_audio', false]])
    },
  )

  test.each([FRAME_MIN_BYTES, 1920, FRAME_MAX_BYTES])('takes a frame of %i bytes', (byteLength) => {
    expect(drive().live().passes(byteLength)).toBe(true)
  })

  test('ends with 1009 on a frame that is larger than any message may be', () => {
    expect(
      ended(
        drive()
          .live()
          .hear(MESSAGE_MAX_BYTES + 2),
      ),
    ).toMatchObject({ code: 1009 })
  })

  test('takes half a minute at once, and no more', () => {
    const page = drive().live()
    for (let frame = 0; frame < 750; frame += 1) page.hear()
    expect(page.state().phase).toBe('live')
    expect(page.frames().framesIn).toBe(750)
    expect(ended(page.hear())).toMatchObject({ code: 1008, reason: 'flooded' })
  })

  test('takes audio at twice real time for ever, and faster only for a while', () => {
    const steady = drive().live()
    for (let frame = 0; frame < 5_000; frame += 1) {
      steady.pass(20)
      steady.hear()
    }
    expect(steady.state().phase).toBe('live')
    const fast = drive().live()
    for (let frame = 0; frame < 5_000; frame += 1) {
      fast.pass(10)
      fast.hear()
    }
    expect(fast.state().phase).toBe('ended')
  })

  test('counts a flood of tiny frames by their number, not by their bytes', () => {
    const page = drive().live()
    let effects = page.hear(0)
    for (let frame = 0; frame < 3 && !ended(effects); frame += 1) effects = page.hear(0)
    expect(ended(effects)).toMatchObject({ code: 1008 })
  })
})
