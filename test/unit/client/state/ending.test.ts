/** The end that comes by itself is shown ahead of it, called off when the talker is there, and no failure. */

import { describe, expect, test } from 'vitest'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { failure, hello, liveStory, ready } from './story.ts'

const ending = (reason: 'idle' | 'limit', secondsLeft = 30): ServerMessage => ({
  type: 'session.ending',
  reason,
  secondsLeft,
})
const continued: ServerMessage = { type: 'session.continued' }

describe('reduce: a session ends by itself', () => {
  test('shows the end that was announced until it is called off', () => {
    const page = liveStory().hear(ending('idle'))
    expect(page.state.ending).toEqual({ reason: 'idle', secondsLeft: 30 })
    expect(page.hear(continued).state.ending).toBeNull()
  })

  test('nothing calls off the limit, nor hides it', () => {
    const page = liveStory().hear(ending('idle'), ending('limit', 60), ending('idle'), continued)
    expect(page.state.ending).toEqual({ reason: 'limit', secondsLeft: 60 })
  })

  test.each(['session_idle', 'session_limit'] as const)('%s stops the session with a sentence', (code) => {
    const page = liveStory().hear(ending('idle'), failure(code, true))
    expect(page.status).toBe('stopped')
    expect(page.state).toMatchObject({ ending: null, problem: { code, fatal: true } })
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ note: 'session.stopped' })
    page.tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello, ready)
    expect(page.state.problem).toBeNull()
  })
})

describe('reduce: the microphone', () => {
  test('stays muted when it turns out to be dead', () => {
    const page = liveStory().tell({ type: 'mute.pressed' }, { type: 'microphone.dead' })
    expect(page.state).toMatchObject({ microphone: 'silent', muted: true })
    expect(page.tell({ type: 'mute.pressed' }).effects).toEqual([{ type: 'setMuted', muted: false }])
  })
})
