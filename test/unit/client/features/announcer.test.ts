import { describe, expect, test } from 'vitest'
import { announce, nothingSaid, QUIET_MS } from '../../../../client/features/announcer/announcer.ts'
import { en } from '../../../../client/i18n/en.ts'
import { isAudible } from '../../../../client/state/answers.ts'
import type { Event } from '../../../../client/state/events.ts'
import { initialState, type State } from '../../../../client/state/model.ts'
import { reduce } from '../../../../client/state/reduce.ts'
import { see } from '../../../../client/view/view.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { audioDone, caption, cutThrough, done, failure, hello, ready, sound, started, word } from '../state/story.ts'

const hear = (...messages: readonly ServerMessage[]): Event[] =>
  messages.map((message) => ({ type: 'socket.message', message }))

/** No one speaks, long enough for an announcement or nearly so; without it events follow each other at once. */
type Told = Event | 'pause' | 'breath'

/** What a screen reader is told in a page that sees every state, however short. */
function announcementsOf(events: readonly Told[], { secure = true } = {}): string[] {
  let state: State = initialState({ secure, language: 'en', theme: 'system', remembered: {} })
  let said = nothingSaid
  const texts: string[] = []
  let nowMs = 0
  let soundedMs = 0
  const listen = () => {
    const [now, text] = announce(said, see(state), en, nowMs)
    said = now
    if (text === '') return
    texts.push(text)
    // What has come of an answer is over when the player tells no more of it, though its end is still to come.
    if (secure && !state.silenced && state.answers.followed.some(isAudible))
      expect(nowMs - soundedMs, text).toBeGreaterThanOrEqual(QUIET_MS)
    expect(state.utterance, text).toBe(null)
  }
  listen()
  for (const event of [...events, 'pause' as const]) {
    if (typeof event === 'string') nowMs += event === 'pause' ? QUIET_MS : QUIET_MS - 10
    else {
      nowMs += 1
      if (event.type.startsWith('playback.')) soundedMs = nowMs
      state = reduce(state, { ...event, atMs: nowMs })[0]
    }
    listen()
  }
  return texts
}

const opened: readonly Told[] = [
  { type: 'session.pressed' },
  { type: 'audio.opened' },
  ...hear(hello),
  { type: 'microphone.opened' },
  ...hear(ready),
  'pause',
]
const start = 'Ready.'
const reconnecting = `Reconnecting. ${en.sentence.resuming}`

const ask = (item: string, text: string | null): readonly Told[] => [
  ...hear({ type: 'speech.started', item }),
  'pause',
  ...hear({ type: 'speech.stopped', item }, { type: 'user.caption.done', item, text }),
  'pause',
]
const speaking = (answer: number, text: string): readonly Told[] => [
  ...hear(started(answer), caption(answer, text)),
  sound(answer, 0, 24_000),
  { type: 'playback.started', answer },
  'pause',
  ...hear(word(answer, 0, 300, text.split(' ')[0] ?? '')),
  { type: 'playback.progressed', answer, playedSamples: 12_000 },
]
const over = (answer: number, text: string): readonly Told[] => [
  ...hear(audioDone(answer, 24_000), done(answer, text)),
  { type: 'playback.drained', answer },
]
const spoken = (answer: number, text: string): readonly Told[] => [
  ...speaking(answer, text),
  'pause',
  ...over(answer, text),
]
const progress = (answer: number, playedSamples: number): Event => ({
  type: 'playback.progressed',
  answer,
  playedSamples,
})
const cut: Event = { type: 'socket.closed', code: 1006, opened: true }
const back: readonly Told[] = [
  { type: 'timer.fired', name: 'redial' },
  ...hear(hello, { type: 'session.resumed', received: 0 }),
]
const written = (answer: number, text: string): readonly Event[] =>
  hear(started(answer), caption(answer, text), done(answer, text))
const dead: readonly Told[] = [{ type: 'microphone.dead' }, 'pause']
const asked: ServerMessage = { type: 'approval.asked', id: 'a', server: 'docs', name: 'search', arguments: '{}' }
const question = 'docs/search: May the agent use this?'

const stories: Readonly<Record<string, readonly [events: readonly Told[], announced: readonly string[]]>> = {
  'a page at rest': [[{ type: 'page.opened', left: null }], []],
  'a call that is still open': [
    [{ type: 'page.opened', left: { ticket: 't', resumeMs: 1000, untilMs: 1000, muted: false } }],
    ['Idle. Your conversation is still open. Press Start session to go on with it.'],
  ],
  'two turns that were heard': [
    [
      ...opened,
      ...ask('u1', 'What time is it?'),
      ...spoken(1, 'It is noon.'),
      ...ask('u2', 'Thanks.'),
      ...spoken(2, 'Bye.'),
    ],
    [start],
  ],
  'a greeting that begins a little after its session': [[...opened.slice(0, -1), ...spoken(1, 'Hello.')], [start]],
  'two turns that were only written': [
    [
      ...opened,
      ...ask('u1', 'What time is it?'),
      ...written(1, 'It is noon.'),
      'pause',
      { type: 'text.submitted', text: 'Thanks.' },
      ...written(2, 'Bye.'),
    ],
    [start, 'You: What time is it? Agent: It is noon.', 'Agent: Bye.'],
  ],
  'speech that nobody understood': [
    [...opened, ...ask('u1', null), ...spoken(1, 'Pardon?')],
    [start, 'You: Not understood'],
  ],
  'an answer that is cut': [
    [
      ...opened,
      ...speaking(1, 'Once upon a time'),
      ...hear({ type: 'speech.started', item: 'u' }, cutThrough(1)),
      { type: 'playback.flushed', stopped: [{ answer: 1, playedSamples: 12_000 }] },
      ...hear({ type: 'answer.heard', answer: 1, characters: 4, settled: true }, { type: 'speech.stopped', item: 'u' }),
      ...spoken(2, 'Yes?'),
    ],
    [start],
  ],
  'something that goes wrong while the agent speaks': [
    [
      ...opened,
      ...speaking(1, 'It is noon.'),
      { type: 'socket.choked', frames: 99 },
      { type: 'microphone.lost' },
      'pause',
      ...hear(audioDone(1, 24_000), done(1, 'It is noon.')),
      { type: 'playback.drained', answer: 1 },
    ],
    [start, `${en.problem.connection_slow.message} ${en.problem.connection_slow.remedy} ${en.microphone.lost}`],
  ],
  'what is right again before anybody could be told': [
    [
      ...opened,
      ...speaking(1, 'It is noon.'),
      ...hear({ type: 'session.ending', reason: 'idle', secondsLeft: 30 }, { type: 'session.continued' }),
      { type: 'playback.drained', answer: 1 },
    ],
    [start],
  ],
  'a question, and no word of what the person pressed': [
    [
      ...opened,
      ...hear(asked),
      'pause',
      { type: 'approval.pressed', id: 'a', approve: true },
      ...spoken(1, 'Found it.'),
    ],
    [start, question],
  ],
  'a question that comes while the agent speaks': [
    [
      ...opened,
      ...speaking(1, 'May I?'),
      ...hear(asked),
      'pause',
      ...hear(done(1, 'May I?')),
      { type: 'playback.drained', answer: 1 },
    ],
    [start, question],
  ],
  'a question that nobody waits for any more': [
    [...opened, ...hear(asked), 'pause', ...hear({ type: 'approval.closed', id: 'a' })],
    [start, question, 'docs/search: No longer needed'],
  ],
  'sound that is taken away in the middle of an answer': [
    [...opened, ...speaking(1, 'It is noon.'), { type: 'audio.suspended' }],
    [start, en.microphone.suspended],
  ],
  'an answer that the browser keeps back is read when it is over': [
    [...opened, { type: 'audio.blocked' }, 'pause', ...ask('u', 'What time is it?'), ...spoken(1, 'It is noon.')],
    [start, en.microphone.blocked, 'You: What time is it? Agent: It is noon.'],
  ],
  'a greeting that the browser keeps back: why, and at its end what it was': [
    [
      ...opened,
      { type: 'audio.blocked' },
      ...speaking(1, 'Hello.'),
      'pause',
      ...hear(asked),
      'pause',
      ...over(1, 'Hello.'),
    ],
    [start, en.microphone.blocked, question, 'Agent: Hello.'],
  ],
  'a voice that is too loud': [[...opened, { type: 'microphone.level', rms: 1, clipped: true }], [start]],
  'a microphone that gives no sound but while somebody speaks, in this session and the next': [
    [
      ...opened,
      ...dead,
      { type: 'microphone.level', rms: 0.2, clipped: false },
      'pause',
      ...dead,
      { type: 'session.pressed' },
      'pause',
      ...opened,
      ...dead,
    ],
    [start, en.microphone.silent, `Stopped. ${en.sentence.stopped}`, start, en.microphone.silent],
  ],
  'three seconds of silence': [[...opened, { type: 'timer.fired', name: 'nudge' }], [start]],
  'a line that is lost for a moment': [[...opened, cut, ...back], [start]],
  'a line that is lost and found': [
    [...opened, cut, 'pause', ...back],
    [start, reconnecting, start],
  ],
  'a line that is lost while the agent speaks, and what has come of the answer ends': [
    [
      ...opened,
      ...speaking(1, 'It is noon.'),
      cut,
      'breath',
      progress(1, 14_400),
      'breath',
      progress(1, 16_800),
      'pause',
      ...back,
      ...hear(audioDone(1, 24_000), done(1, 'It is noon.')),
      progress(1, 19_200),
      { type: 'playback.drained', answer: 1 },
    ],
    [start, reconnecting, start],
  ],
  'a service that is lost while the agent speaks': [
    [
      ...opened,
      ...speaking(1, 'It is noon.'),
      ...hear({ type: 'service.lost' }, audioDone(1, 24_000), done(1, 'It is noon.')),
      'breath',
      progress(1, 14_400),
      'breath',
      { type: 'playback.drained', answer: 1 },
    ],
    [start, reconnecting],
  ],
  'a start that waits': [
    [...opened.slice(0, -2), ...hear({ type: 'service.waiting', reason: 'turn' })],
    [`Starting. ${en.sentence.waitingTurn}`],
  ],
  'an end that comes by itself': [
    [
      ...opened,
      ...hear({ type: 'session.ending', reason: 'limit', secondsLeft: 60 }),
      'pause',
      ...hear(failure('session_limit', true)),
    ],
    [start, en.ending.limit(60), `Stopped. ${en.problem.session_limit.message} ${en.problem.session_limit.remedy}`],
  ],
  'an end by a problem': [
    [...opened, ...speaking(1, 'It is'), ...hear(failure('upstream_throttled', true, 20))],
    [start, `Error. ${en.problem.upstream_throttled.message} ${en.retryAfter(20)}`],
  ],
}

describe('announce', () => {
  test.each(Object.entries(stories))('%s', (_, [events, announced]) => {
    expect(announcementsOf(events)).toEqual(announced)
  })

  test('where nothing sounds, what was shown as spoken is read', () => {
    const events: readonly Told[] = ['pause', ...opened, ...ask('u1', 'What time is it?'), ...spoken(1, 'It is noon.')]
    expect(announcementsOf(events, { secure: false })).toEqual([
      `Idle. ${en.sentence.idleInsecure}`,
      start,
      'You: What time is it? Agent: It is noon.',
    ])
  })
})
