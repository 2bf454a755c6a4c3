/** What the user chose holds for every session of the call. */

import { describe, expect, test } from 'vitest'
import { commands, drive, ended, errorsIn, options, told, typesOf, update } from './drive.ts'

const choices = {
  offers: { voice: { Sonia: 'en-GB-SoniaNeural' }, rate: { Slow: '-20%' } },
  model: 'gpt-4.1',
  readsOut: true,
}
const sonia = { type: 'azure-standard', name: 'en-GB-SoniaNeural', rate: '-20%' }

const started = (choice: object, changes: Parameters<typeof drive>[0] = { choices }) => {
  const page = drive(changes)
  page.push({ type: 'page.opened' })
  return { page, effects: page.say({ type: 'session.start', choice }) }
}

describe('session.start with a choice', () => {
  test('asks the service for what the labels stand for, and for nothing else', () => {
    const { page } = started({ voice: 'Sonia', rate: 'Slow' })
    expect(commands(page.upstreamOpened())).toMatchObject([
      { type: 'session.update', session: { ...update, voice: sonia } },
    ])
  })

  test('asks the next session of the same call for the same', () => {
    const { page } = started({ voice: 'Sonia', rate: 'Slow' })
    page.upstreamOpened()
    page.serve({ type: 'session.updated', session: {} })
    page.lose({ kind: 'closed', code: 1006, reason: '' })
    const next = page.state().link.newest
    expect(next).toBe(2)
    expect(commands(page.upstreamOpened(next))).toMatchObject([{ type: 'session.update', session: { voice: sonia } }])
  })

  test('leaves the session as the agent has it when nothing is chosen', () => {
    const page = drive({ choices }).live()
    expect(page.state().options).toEqual({ ...options, choices })
  })

  test.each([
    ['a label that is not on offer', { voice: 'Ava' }, { choices }],
    ['a setting that is not on offer', { language: 'English' }, { choices }],
    ['a label where there is nothing to choose', { voice: 'Sonia' }, {}],
  ])('%s is a bad message of a page that must be loaded again', (_name, choice, changes) => {
    const { page, effects } = started(choice, changes)
    expect(errorsIn(effects)).toEqual([['bad_message', true]])
    expect(ended(effects)).toMatchObject({ code: 1008 })
    expect(page.state().counts.faults).toBe(1)
    expect(typesOf(effects)).not.toContain('dial')
  })

  test.each([
    ['a configuration in the place of a label', { voice: { type: 'azure-standard', name: 'x' } }],
    ['a setting that nobody may change', { instructions: 'Be rude' }],
    ['a label longer than any', { voice: 'x'.repeat(61) }],
  ])('%s is no message at all', (_name, choice) => {
    const page = drive({ choices })
    page.push({ type: 'page.opened' })
    const effects = page.push({ type: 'page.message', text: JSON.stringify({ type: 'session.start', choice }) })
    expect(errorsIn(effects)).toEqual([['bad_message', false]])
    expect(page.state().phase).toBe('idle')
  })

  test('tells the page nothing of what a label stands for', () => {
    const { page, effects } = started({ voice: 'Sonia' })
    const all = [...effects, ...page.upstreamOpened(), ...page.serve({ type: 'session.updated', session: {} })]
    expect(JSON.stringify(told(all))).not.toContain('Neural')
  })
})
