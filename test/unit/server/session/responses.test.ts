/** The gate: one response at a time, and none that waits for ever. */

import { describe, expect, test } from 'vitest'
import { commands, drive, ended, errorsIn, typesOf } from './drive.ts'

const type = (page: ReturnType<typeof drive>) => page.say({ type: 'text.send', text: 'Hello' })
const turnEnds = (page: ReturnType<typeof drive>) =>
  page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
const fault = (page: ReturnType<typeof drive>, code: string, event_id?: string) =>
  page.serve({ type: 'error', error: { type: 'invalid_request_error', code, message: 'no', event_id } })

describe('the response gate', () => {
  test('asks once for what is asked twice before the first response is there', () => {
    const page = drive().live()
    expect(typesOf(commands(type(page)))).toContain('response.create')
    expect(typesOf(commands(type(page)))).toEqual(['conversation.item.create'])
    // The second text interrupts the response to the first as soon as it exists.
    expect(typesOf(commands(page.created('r1')))).toEqual(['response.cancel'])
    expect(typesOf(commands(page.done('r1', 'cancelled')))).toEqual(['response.create'])
  })

  test('waits for the response that turn detection is about to create', () => {
    const page = drive().live()
    expect(turnEnds(page)).toContainEqual({ type: 'setTimer', timer: 'gate', afterMs: 5_000 })
    expect(typesOf(commands(type(page)))).toEqual(['conversation.item.create'])
    page.created('r1')
    expect(typesOf(commands(page.done('r1', 'cancelled')))).toEqual(['response.create'])
  })

  test('does not wait for it when the service creates none by itself', () => {
    const turn_detection = { type: 'server_vad', create_response: false } as const
    const page = drive({ update: { turn_detection } }).live()
    turnEnds(page)
    expect(typesOf(commands(type(page)))).toContain('response.create')
  })

  test('heals when the response never comes', () => {
    const page = drive().live()
    turnEnds(page)
    type(page)
    expect(typesOf(commands(page.push({ type: 'timer.fired', timer: 'gate' })))).toEqual(['response.create'])
  })

  test('heals when a cancelled response never says that it is over', () => {
    const page = drive().live()
    page.created('r1')
    type(page)
    expect(typesOf(commands(page.push({ type: 'timer.fired', timer: 'gate' })))).toEqual(['response.create'])
  })

  test('keeps waiting for a response that simply takes long', () => {
    const page = drive().live()
    page.created('r1')
    page.audio('r1', 'm1')
    page.push({ type: 'timer.fired', timer: 'gate' })
    expect(page.state().gate.active).toBe('r1')
  })

  test('is released by an error that rejects the request, without asking again', () => {
    const page = drive().live()
    type(page)
    const effects = fault(page, 'unknown_parameter', 'create-3')
    expect(errorsIn(effects)).toEqual([['answer_failed', false]])
    expect(typesOf(commands(effects))).toEqual([])
    expect(typesOf(commands(type(page)))).toContain('response.create')
  })

  test('asks again after a response that it did not know of', () => {
    const page = drive().live()
    type(page)
    const effects = fault(page, 'conversation_already_has_active_response', 'create-3')
    expect(errorsIn(effects)).toEqual([])
    expect(commands(effects)).toEqual([])
    expect(typesOf(commands(page.push({ type: 'timer.fired', timer: 'gate' })))).toEqual(['response.create'])
  })

  test('asks again at once after a response that turn detection created before it was asked', () => {
    const page = drive().live()
    type(page)
    turnEnds(page)
    page.created('r1')
    fault(page, 'conversation_already_has_active_response', 'create-3')
    expect(typesOf(commands(page.done('r1')))).toEqual(['response.create'])
  })

  test('does not wait for the answer to a turn before the session, which was sent no sound', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    turnEnds(page)
    page.serve({ type: 'session.updated', session: {} })
    expect(typesOf(commands(type(page)))).toContain('response.create')
  })

  test('takes a cancel that came too late for good news', () => {
    const page = drive().live()
    page.created('r1')
    type(page)
    const effects = fault(page, 'response_cancel_not_active')
    expect(errorsIn(effects)).toEqual([])
    expect(typesOf(commands(effects))).toEqual(['response.create'])
  })

  test('ignores the end of a response that is not the one in progress', () => {
    const page = drive().live()
    page.created('r2')
    page.done('r1')
    expect(page.state().gate.active).toBe('r2')
  })

  test.each([
    'response_cancel_not_active',
    'conversation_already_has_active_response',
    'input_audio_buffer_commit_empty',
  ])('never lets %s reach the user or end the call', (code) => {
    const effects = fault(drive().live(), code)
    expect(errorsIn(effects)).toEqual([])
    expect(ended(effects)).toBeUndefined()
  })

  test('keeps a refused truncation to itself, and tells of any other error without its text', () => {
    expect(errorsIn(fault(drive().live(), 'invalid_request_error', 'truncate-9'))).toEqual([])
    const effects = fault(drive().live(), 'server_error')
    expect(errorsIn(effects)).toEqual([['upstream_error', false]])
    expect(ended(effects)).toBeUndefined()
  })
})
