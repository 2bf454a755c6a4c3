import { describe, expect, test } from 'vitest'
import { caption, failure, hello, liveStory, sound, started, story } from './story.ts'

const texts = (page: ReturnType<typeof story>) => page.state.log.lines.map(({ text }) => text)

describe('record', () => {
  test('tells the story of a session in the words of the wire', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
    expect(texts(page)).toEqual(['session.pressed', 'audio.opened', '↓ hello 40', '↑ session.start'])
  })

  test('keeps frequent messages for the verbose ones', () => {
    const page = liveStory().hear(started(1))
    const before = texts(page).length
    page.hear(caption(1, 'Hello')).tell(sound(1, 0, 480))
    expect(texts(page)).toHaveLength(before)
    page.tell({ type: 'verbose.switched', on: true }, sound(1, 480, 480)).hear(caption(1, 'Hello'))
    expect(texts(page).slice(before)).toEqual(['↑ service.watch', '⇣ audio 1 480', '↓ answer.caption.delta 1'])
  })

  test('in verbose has the service by its own names, and why it was lost in any case', () => {
    const page = story().tell(
      { type: 'verbose.switched', on: true },
      { type: 'session.pressed' },
      { type: 'audio.opened' },
    )
    page.hear(hello)
    expect(texts(page).slice(-2)).toEqual(['↑ session.start', '↑ service.watch'])
    page.hear({ type: 'service.event', name: 'session.created' })
    expect(texts(page).at(-1)).toBe('↓ service.event session.created')
    page.tell({ type: 'verbose.switched', on: false })
    const before = texts(page).length
    page.hear({ type: 'service.event', name: 'session.updated' }, { type: 'service.cause', cause: 'kind=timeout' })
    expect(texts(page).slice(before)).toEqual(['↓ service.cause kind=timeout'])
  })

  test('never says what was said', () => {
    const page = liveStory().tell({ type: 'verbose.switched', on: true }, { type: 'text.submitted', text: 'My secret' })
    page.hear({ type: 'user.caption.done', item: 'u', text: 'My secret' }, started(1), caption(1, 'Your secret'))
    page.hear({ type: 'answer.done', answer: 1, status: 'completed', text: 'Your secret', heard: null })
    page.hear({ type: 'approval.asked', id: 'a', server: 'crm', name: 'find', arguments: '{"who":"secret"}' })
    page.tell({ type: 'approval.pressed', id: 'a', approve: true })
    expect(texts(page).slice(-2)).toEqual(['↓ approval.asked find', '↑ approval.answer'])
    expect(texts(page).join()).not.toContain('secret')
  })

  test('marks errors and warnings', () => {
    const page = liveStory().hear(failure('answer_failed', false))
    expect(page.state.log.lines.at(-1)).toMatchObject({ level: 'warning', text: '↓ error answer_failed' })
    page.tell({ type: 'microphone.lost' })
    expect(page.state.log.lines.at(-1)).toMatchObject({ level: 'warning', text: 'microphone.lost' })
    page.hear(failure('internal', true))
    expect(page.state.log.lines.at(-1)).toMatchObject({ level: 'error', text: '↓ error internal' })
  })

  test('keeps 250 lines, numbered on', () => {
    const page = liveStory()
    for (let press = 0; press < 300; press++) page.tell({ type: 'mute.pressed' })
    const { lines } = page.state.log
    expect(lines).toHaveLength(250)
    expect(lines.at(-1)?.key).toBe((lines[0]?.key ?? 0) + 249)
  })
})
