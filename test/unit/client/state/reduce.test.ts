import { describe, expect, test } from 'vitest'
import type { Event } from '../../../../client/state/events.ts'
import { isSpeechAwaited, microphoneNotice, sentenceOf } from '../../../../client/state/status.ts'
import {
  audioDone,
  caption,
  cutThrough,
  done,
  failure,
  hello,
  liveStory,
  ready,
  type Story,
  sentTypes,
  sound,
  started,
  story,
  word,
} from './story.ts'

const speechStarted = { type: 'speech.started', item: 'u1' } as const
const speechStopped = { type: 'speech.stopped', item: 'u1' } as const

describe('reduce: a page that is older than its server', () => {
  test.each([
    ['a part that cannot be fetched', liveStory, { type: 'part.failed' }, 'ready'],
    ['a part that cannot be fetched at rest', story, { type: 'part.failed' }, 'idle'],
    [
      'sound that does not open',
      () => story().tell({ type: 'session.pressed' }),
      { type: 'audio.failed', reason: '404' },
      'error',
    ],
  ] as const)('%s has the version asked for, and an older one says so', (_, begin, event, status) => {
    const page = begin().tell(event)
    expect(page.effects.at(-1)).toEqual({ type: 'askVersion' })
    page.tell({ type: 'page.outdated' })
    expect(page.state.problem).toEqual({ code: 'version_mismatch', fatal: false })
    expect(page.status).toBe(status)
  })
})

describe('reduce: a session begins and ends', () => {
  test('opens audio and socket side by side, and then the microphone with the frame length that the server wants', () => {
    const page = story().tell({ type: 'session.pressed' })
    expect(page.status).toBe('starting')
    expect(page.effects).toEqual([{ type: 'connect' }, { type: 'openAudio' }])
    expect(page.timers).toEqual([{ type: 'setTimer', name: 'start', afterMs: 30_000 }])
    expect(page.hear({ ...hello, frameMs: 60 } as typeof hello).effects).toEqual([
      { type: 'send', message: { type: 'session.start', choice: {} } },
      { type: 'openMicrophone', frameMs: 60 },
    ])
    expect(page.status).toBe('starting')
    expect(page.hear(ready).status).toBe('ready')
    expect(page.timers).toEqual([
      { type: 'clearTimer', name: 'start' },
      { type: 'setTimer', name: 'look', afterMs: 2000 },
    ])
  })

  test('a second hello and a ready without hello change nothing', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    expect(page.hear(ready).status).toBe('starting')
    page.hear(hello)
    expect(page.hear(hello).effects).toEqual([])
  })

  test('sends no microphone frame before session.ready, and every one after it', () => {
    const pcm = new ArrayBuffer(1920)
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
    page.tell({ type: 'microphone.opened' })
    expect(page.tell({ type: 'microphone.audio', pcm }).effects).toEqual([])
    page.hear(ready)
    expect(page.tell({ type: 'microphone.audio', pcm }).effects).toEqual([{ type: 'sendAudio', pcm }])
  })

  test('stop says so to the server, hangs up, and clears the timers', () => {
    const page = liveStory().tell({ type: 'session.pressed' })
    expect(page.status).toBe('stopped')
    expect(page.effects).toEqual([{ type: 'send', message: { type: 'session.stop' } }, { type: 'hangUp' }])
    expect(page.timers).toEqual([
      { type: 'clearTimer', name: 'nudge' },
      { type: 'clearTimer', name: 'rest' },
      { type: 'clearTimer', name: 'look' },
    ])
    expect(page.state.microphone).toBe('off')
  })

  test('what comes after the end is ignored', () => {
    const page = liveStory().tell({ type: 'session.pressed' })
    const { transcript } = page.state
    page.hear(started(1), caption(1, 'late'), failure('internal', true))
    page.tell(sound(1, 0, 100), { type: 'microphone.opened' }, { type: 'socket.closed', code: 1006, opened: true })
    expect(page.status).toBe('stopped')
    expect(page.state.transcript).toBe(transcript)
  })

  test('a second session starts afresh and keeps what was said', () => {
    const page = liveStory().hear(speechStarted, { type: 'user.caption.done', item: 'u1', text: 'First' })
    page.hear(started(1)).tell({ type: 'session.pressed' }, { type: 'session.pressed' }, { type: 'audio.opened' })
    page.hear(hello, ready, speechStarted, { type: 'user.caption.done', item: 'u1', text: 'Second' }, started(1))
    const texts = page.state.transcript.entries.flatMap((entry) => (entry.kind === 'user' ? [entry.text] : []))
    expect(texts).toEqual(['First', 'Second'])
    expect(page.state.answers.followed.map(({ answer }) => answer)).toEqual([1])
  })

  test.each([
    [1008, 'flooded', 'flooded'],
    [1009, '', 'bad_message'],
    [1011, 'internal', 'internal'],
    [1011, 'the page stopped answering', 'connection_lost'],
    [1012, 'draining', 'draining'],
    [1013, 'busy', 'busy'],
  ] as const)('a socket closed with %i and the reason "%s" is the problem %s', (code, reason, problem) => {
    const page = liveStory().tell({ type: 'socket.closed', code, reason, opened: true })
    expect(page.status).toBe('error')
    expect(page.state.problem).toEqual({ code: problem, fatal: true })
    expect(page.effects).toContainEqual({ type: 'hangUp' })
  })

  test('a socket that never opens is the problem connection_failed', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    page.tell({ type: 'socket.closed', code: 1006, opened: false })
    expect(page.state.problem).toEqual({ code: 'connection_failed', fatal: true })
  })

  test('a socket lost before the session began is the problem connection_lost', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
    page.tell({ type: 'socket.closed', code: 1006, opened: true })
    expect(page.state.problem).toEqual({ code: 'connection_lost', fatal: true })
  })

  test('a normal close is a stop', () => {
    expect(liveStory().tell({ type: 'socket.closed', code: 1000, opened: true }).status).toBe('stopped')
  })

  test('a fatal error of the server explains the close that follows it', () => {
    const page = liveStory().hear(failure('upstream_throttled', true))
    page.tell({ type: 'socket.closed', code: 1011, opened: true })
    expect(page.state.problem).toEqual({ code: 'upstream_throttled', fatal: true })
  })

  test('another error is shown, the conversation goes on, and the next turn takes it away', () => {
    const page = liveStory().hear(failure('answer_failed', false))
    expect(page.status).toBe('ready')
    expect(page.state.problem).toEqual({ code: 'answer_failed', fatal: false })
    expect(page.hear(speechStarted).state.problem).toBeNull()
  })

  test.each([
    [{ type: 'audio.failed', reason: 'no worklet' }, 'audio_unavailable'],
    [{ type: 'player.failed' }, 'audio_unavailable'],
    [{ type: 'timer.fired', name: 'start' }, 'start_timeout'],
    [{ type: 'socket.garbled', fault: 'unknown' }, 'version_mismatch'],
  ] as const)('%j while starting is the problem %s', (event, problem) => {
    const page = story().tell({ type: 'session.pressed' }, event)
    expect(page.state.problem).toEqual({ code: problem, fatal: true })
  })

  test('what nobody understands is counted once the session runs, and ends nothing', () => {
    const page = liveStory().tell({ type: 'socket.garbled', fault: 'unknown' })
    expect(page.status).toBe('ready')
    expect(page.state.dropped.garbled).toBe(1)
  })

  test('a ping is answered with its nonce', () => {
    expect(liveStory().hear({ type: 'ping', nonce: 7 }).effects).toEqual([
      { type: 'send', message: { type: 'pong', nonce: 7 } },
    ])
  })
})

describe('reduce: turns', () => {
  test('a spoken turn goes through listening, processing, speaking and back to ready', () => {
    const page = liveStory()
    const seen = [page.status]
    const step = (next: () => unknown) => {
      next()
      seen.push(page.status)
    }
    step(() => page.hear(speechStarted))
    step(() => page.hear(speechStopped))
    step(() => page.hear(started(1)))
    step(() => page.tell(sound(1, 0, 2400)))
    step(() => page.tell({ type: 'playback.started', answer: 1 }))
    step(() => page.hear(audioDone(1, 2400), done(1, 'Hello.')))
    step(() => page.tell({ type: 'playback.drained', answer: 1 }))
    expect(seen).toEqual([
      'ready',
      'listening',
      'processing',
      'processing',
      'processing',
      'speaking',
      'speaking',
      'ready',
    ])
    expect(page.state.answers.followed).toEqual([])
  })

  test('a typed turn is sent, shown and awaited, and empties the box', () => {
    const page = liveStory().tell({ type: 'text.submitted', text: '  What time is it? ' })
    expect(page.effects).toEqual([
      { type: 'send', message: { type: 'text.send', text: 'What time is it?' } },
      { type: 'clearDraft', text: 'What time is it?' },
    ])
    expect(page.status).toBe('processing')
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ kind: 'user', text: 'What time is it?', final: true })
  })

  test('text that is empty is not sent, and one that is too long stays and is explained', () => {
    expect(liveStory().tell({ type: 'text.submitted', text: '   ' }).effects).toEqual([])
    const page = liveStory().tell({ type: 'text.submitted', text: 'x'.repeat(4001) })
    expect(page.effects).toEqual([])
    expect(page.state.problem).toEqual({ code: 'text_too_long', fatal: false })
  })

  test('text before there is a session starts one, and is sent when it is ready', () => {
    const page = story().tell({ type: 'text.submitted', text: ' Hello ' })
    expect(page.effects).toEqual([{ type: 'connect' }, { type: 'openAudio' }])
    page.tell({ type: 'audio.opened' }).hear(hello)
    expect(page.effects).not.toContainEqual(expect.objectContaining({ type: 'clearDraft' }))
    page.hear(ready)
    expect(page.effects).toEqual([
      { type: 'send', message: { type: 'text.send', text: 'Hello' } },
      { type: 'clearDraft', text: 'Hello' },
    ])
    expect(page.status).toBe('processing')
  })

  test.each([
    ['where a code is asked for first', { type: 'access.told', access: 'code', offers: null, emulated: false }],
  ] as const)('text before there is a session waits in its box %s', (_name, told) => {
    expect(story().tell(told, { type: 'text.submitted', text: 'Hello' }).effects).toEqual([])
  })

  test('a turn that nobody answers is given back after a while', () => {
    const page = liveStory().hear(speechStarted, speechStopped)
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'answer', afterMs: 30_000 })
    const { status, state } = page.tell({ type: 'timer.fired', name: 'answer' })
    expect([status, state.problem]).toEqual(['ready', null])
  })

  test.each<[string, (page: Story) => Story]>([
    ['another question', (page) => page.tell({ type: 'text.submitted', text: 'And why that?' })],
    ['a tool', (page) => page.hear({ type: 'tool.started', call: 'c', name: 'calculate' })],
  ])('%s is waited for anew', (_name, next) => {
    const page = liveStory().tell({ type: 'text.submitted', text: 'Why?' })
    expect(next(page).timers).toContainEqual({ type: 'setTimer', name: 'answer', afterMs: 30_000 })
    expect(page.hear({ type: 'user.caption.delta', item: 'u1', delta: '' }).timers).toEqual(
      expect.not.arrayContaining([{ type: 'clearTimer', name: 'answer' }]),
    )
  })

  test('a question in words that nothing comes of is told of, until its answer comes after all', () => {
    const page = liveStory().tell({ type: 'text.submitted', text: 'Why?' }, { type: 'timer.fired', name: 'answer' })
    expect([page.status, page.state.problem?.code]).toEqual(['ready', 'answer_failed'])
    expect(page.hear(started(1)).state.problem).toBeNull()
  })

  test('an answer of text alone ends when it is done', () => {
    const page = liveStory().hear(started(1), caption(1, 'Only '), done(1, 'Only text.'))
    expect(page.status).toBe('ready')
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ text: 'Only text.', heardLength: 10, final: true })
  })

  test('an answer that ends without the end of its audio is finished where its audio is', () => {
    const page = liveStory()
      .hear(started(1))
      .tell(sound(1, 0, 480), sound(1, 480, 480))
    expect(page.hear(done(1, '', 'incomplete')).effects).toEqual([{ type: 'finish', answer: 1, samples: 960 }])
  })

  test('a tool call keeps the turn with the agent, and leaves its card', () => {
    const page = liveStory().hear({ type: 'tool.started', call: 'c', name: 'calculate' })
    expect(page.status).toBe('processing')
    page.hear({ type: 'tool.done', call: 'c', name: 'calculate', ok: true }, started(1))
    expect(page.state.transcript.entries.at(-2)).toMatchObject({
      kind: 'tool',
      name: 'calculate',
      outcome: 'succeeded',
    })
  })

  const captionOf = (text: string | null) => ({ type: 'user.caption.done', item: 'u1', text }) as const
  test.each([
    ['known words', ['Hello', ''], 'Hello'],
    ['known words, though nobody can make them out any more', ['Hello', null], 'Hello'],
    ['known words, though only blanks come', ['Hello', ' '], 'Hello'],
    ['what comes late', ['', 'Hello'], 'Hello'],
    ['what comes late, after all', [null, 'Hello'], 'Hello'],
    ['nothing, when there was nothing', [null, ''], ''],
    ['nothing, also when it is told again', ['', null], ''],
    ['that it was not understood', [null, null], null],
  ])('the caption of an utterance is %s', (_what, texts, expected) => {
    const page = liveStory().hear(speechStarted, speechStopped, ...texts.map(captionOf))
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ kind: 'user', text: expected, final: true })
  })

  test('known words that were not final stay as well', () => {
    const page = liveStory().hear(
      speechStarted,
      { type: 'user.caption.delta', item: 'u1', delta: 'Hel' },
      captionOf(''),
    )
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ text: 'Hel', final: true })
  })

  test('when the server says that no answer comes, it is the user’s turn at once', () => {
    const page = liveStory().hear(speechStarted, speechStopped)
    expect(page.status).toBe('processing')
    expect(page.hear({ type: 'answer.none' }).status).toBe('ready')
    expect(page.hear({ type: 'answer.awaited' }).status).toBe('processing')
  })

  test('stopping the session does not say of a caption that never came that it was not understood', () => {
    const page = liveStory().hear(speechStarted, speechStopped).tell({ type: 'session.pressed' })
    expect(page.state.transcript.entries.at(-2)).toMatchObject({ kind: 'user', text: '', final: true })
  })

  test('an utterance keeps its place before an answer that overtakes its caption', () => {
    const page = liveStory().hear(speechStarted, speechStopped, started(1), caption(1, 'Answer'))
    page.hear({ type: 'user.caption.delta', item: 'u1', delta: 'Ques' })
    page.hear({ type: 'user.caption.done', item: 'u1', text: 'Question?' })
    const [first, second] = page.state.transcript.entries.slice(-2)
    expect(first).toMatchObject({ kind: 'user', text: 'Question?', final: true })
    expect(second).toMatchObject({ kind: 'agent', text: 'Answer' })
  })
})

describe('reduce: what is cut stays silent', () => {
  const speaking = () =>
    liveStory()
      .hear(started(1), caption(1, 'One two three four.'))
      .tell(sound(1, 0, 24_000), { type: 'playback.started', answer: 1 })

  test('a cut flushes the player once, and leaves speaking at once', () => {
    const page = speaking().hear(speechStarted)
    // The server alone knows whether speech interrupts: until it says so, the answer plays on.
    expect(page.effects).toEqual([])
    page.hear(cutThrough(1))
    expect(page.effects).toEqual([{ type: 'flush' }])
    expect(page.status).toBe('listening')
    expect(page.hear(cutThrough(1)).effects).toEqual([])
  })

  test('late audio of a cut answer is dropped and counted, and its end is not passed on', () => {
    const page = speaking().hear(cutThrough(1))
    expect(page.tell(sound(1, 24_000, 2400)).effects).toEqual([])
    expect(page.hear(audioDone(1, 26_400)).effects).toEqual([])
    expect(page.state.dropped.late).toBe(1)
    expect(page.hear(started(2)).tell(sound(2, 0, 10)).effects).toHaveLength(1)
  })

  test('audio of an answer that was never announced is dropped and counted', () => {
    const page = liveStory().tell(sound(9, 0, 10))
    expect(page.effects).toEqual([])
    expect(page.state.dropped.late).toBe(1)
  })

  test('audio that is more than may be held is counted; what the player could not take otherwise is not', () => {
    const page = liveStory()
    for (const fault of ['overflow', 'gap', 'late', 'duplicate', 'overflow'] as const)
      page.tell({ type: 'playback.faulted', fault, answer: 1, samples: 960 })
    expect(page.state.dropped.overfull).toBe(2)
  })

  const last = (page: Story) => page.state.transcript.entries.at(-1)

  test('the server is told once what was really played, and says which words went unheard', () => {
    const page = speaking().hear(
      word(1, 0, 200, 'One'),
      word(1, 250, 200, 'two'),
      word(1, 500, 200, 'three'),
      word(1, 750, 200, 'four'),
    )
    page.hear(cutThrough(1))
    const flushed = { type: 'playback.flushed', stopped: [{ answer: 1, playedSamples: 12_000 }] } as const
    expect(page.tell(flushed).effects).toEqual([
      { type: 'send', message: { type: 'playback.stopped', answer: 1, playedSamples: 12_000 } },
    ])
    expect(last(page)).toMatchObject({ cut: true, settled: false, final: false })
    expect(page.tell(flushed).effects).toEqual([])
    page.hear(done(1, 'One two three four.', 'cancelled'))
    expect(last(page)).toMatchObject({ cut: true, settled: false, final: false })
    page.hear({ type: 'answer.heard', answer: 1, characters: 7, settled: true })
    expect(last(page)).toMatchObject({ cut: true, settled: true, final: true, heardLength: 7 })
    expect(page.state.answers.followed).toEqual([])
  })

  test('an answer that was stopped after all of it was heard is not cut', () => {
    const page = speaking().hear(cutThrough(1), done(1, 'One two three four.', 'cancelled'))
    page.tell({ type: 'playback.flushed', stopped: [{ answer: 1, playedSamples: 24_000 }] })
    page.hear({ type: 'answer.heard', answer: 1, characters: 19, settled: true })
    expect(last(page)).toMatchObject({ cut: false, settled: false, final: true, heardLength: 19 })
  })

  test('an answer that broke off is heard no farther than the server says, though it is played to its end', () => {
    const page = speaking().hear(
      { type: 'answer.heard', answer: 1, characters: 7, settled: false },
      audioDone(1, 24_000),
      done(1, 'One two three four.', 'incomplete'),
    )
    page.tell({ type: 'playback.progressed', answer: 1, playedSamples: 23_000 })
    expect(last(page)).toMatchObject({ cut: false, heardLength: 0, final: false })
    page.tell({ type: 'playback.drained', answer: 1 })
    expect(last(page)).toMatchObject({ cut: true, settled: true, final: true, heardLength: 7 })
  })

  test('and stopped before that, it is heard as far as the server says last', () => {
    const page = speaking().hear(
      { type: 'answer.heard', answer: 1, characters: 13, settled: false },
      done(1, 'One two three four.', 'incomplete'),
      cutThrough(1),
    )
    page.tell({ type: 'playback.flushed', stopped: [{ answer: 1, playedSamples: 12_000 }] })
    expect(last(page)).toMatchObject({ cut: true, settled: false, final: false })
    page.hear({ type: 'answer.heard', answer: 1, characters: 3, settled: true })
    expect(last(page)).toMatchObject({ cut: true, settled: true, final: true, heardLength: 3 })
  })

  test('nothing is shown as heard by audio of which more may come', () => {
    const page = speaking().tell({ type: 'playback.progressed', answer: 1, playedSamples: 12_000 })
    expect(last(page)).toMatchObject({ heardLength: 0 })
    page.hear(audioDone(1, 24_000)).tell({ type: 'playback.progressed', answer: 1, playedSamples: 12_000 })
    expect(last(page)).toMatchObject({ heardLength: 'One two'.length })
  })

  test.each<[string, Event]>([
    ['a word', { type: 'socket.message', message: word(1, 300, 200, 'two') }],
    ['a caption', { type: 'socket.message', message: caption(1, ' Five.') }],
    ['a piece of sound', sound(1, 24_000, 960)],
  ])(
    'while an answer sounds, %s moves the place of what was heard with the next report of the player only',
    (_, event) => {
      const report = { type: 'playback.progressed', answer: 1, playedSamples: 7_000 } as const
      const page = speaking()
        .tell(report)
        .hear(word(1, 0, 250, 'One'))
        .tell(event)
      expect(last(page)).toMatchObject({ heardLength: 0 })
      expect(last(page.tell(report))).toMatchObject({ heardLength: 'One'.length })
    },
  )

  test('an answer that is cut and done before the player has answered waits for it', () => {
    const page = liveStory().hear(started(1), caption(1, 'Not a sound yet'), cutThrough(1), done(1, '', 'cancelled'))
    expect(page.tell({ type: 'playback.flushed', stopped: [] }).effects).toEqual([
      { type: 'send', message: { type: 'playback.stopped', answer: 1, playedSamples: 0 } },
    ])
    page.hear({ type: 'answer.heard', answer: 1, characters: 0, settled: true })
    expect(last(page)).toMatchObject({ cut: true, settled: true, final: true, heardLength: 0 })
    expect(page.status).toBe('ready')
  })

  test('an answer that was played to its end is not reported', () => {
    const page = speaking().hear(audioDone(1, 24_000), done(1)).tell({ type: 'playback.drained', answer: 1 })
    page.hear(cutThrough(1))
    expect(page.tell({ type: 'playback.flushed', stopped: [] }).effects).toEqual([])
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ cut: false, heardLength: 19 })
  })

  test('interrupt silences before it asks the server', () => {
    const page = speaking().tell({ type: 'interrupt.pressed' })
    expect(page.effects).toEqual([{ type: 'flush' }, { type: 'send', message: { type: 'answer.interrupt' } }])
    expect(page.status).toBe('ready')
    expect(page.hear(cutThrough(1)).effects).toEqual([])
  })

  test('interrupt while the answer is still awaited asks the server only', () => {
    const page = liveStory().tell({ type: 'text.submitted', text: 'Hello' }, { type: 'interrupt.pressed' })
    expect(sentTypes(page.effects)).toEqual(['text.send', 'answer.interrupt'])
    expect(page.status).toBe('ready')
  })

  test('interrupt with nothing to interrupt does nothing', () => {
    expect(liveStory().tell({ type: 'interrupt.pressed' }).effects).toEqual([])
  })

  test('stopping the session marks what went unheard as well', () => {
    const page = speaking()
      .hear(audioDone(1, 24_000))
      .tell({ type: 'playback.progressed', answer: 1, playedSamples: 12_000 })
    page.tell({ type: 'session.pressed' })
    expect(page.state.transcript.entries.at(-2)).toMatchObject({
      cut: true,
      settled: true,
      final: true,
      heardLength: 'One two'.length,
    })
  })
})

describe('reduce: microphone and silence', () => {
  test.each(['denied', 'missing', 'busy', 'unsupported'] as const)(
    'a microphone that is %s leaves the text',
    (refusal) => {
      const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)
      page.tell({ type: 'microphone.refused', refusal }).hear(ready)
      expect(page.status).toBe('ready')
      expect(microphoneNotice(page.state)).toBe(refusal)
      expect(sentenceOf(page.state)).toBe('readyByText')
      expect(sentTypes(page.tell({ type: 'text.submitted', text: 'Hello' }).effects)).toEqual(['text.send'])
    },
  )

  test('three seconds of silence in ready bring the nudge, which goes when somebody speaks', () => {
    const page = liveStory()
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'nudge', afterMs: 3000 })
    expect(sentenceOf(page.state)).toBe('ready')
    expect(sentenceOf(page.tell({ type: 'timer.fired', name: 'nudge' }).state)).toBe('readyNudged')
    page.hear(speechStarted)
    expect(page.state.nudged).toBe(false)
  })

  test('a nudge that rings too late is ignored', () => {
    const page = liveStory().hear(speechStarted)
    expect(page.timers).toContainEqual({ type: 'clearTimer', name: 'nudge' })
    expect(page.tell({ type: 'timer.fired', name: 'nudge' }).state.nudged).toBe(false)
  })

  test('mute silences the microphone, its meter and the nudge', () => {
    const page = liveStory().tell({ type: 'microphone.level', rms: 0.2, clipped: false }, { type: 'mute.pressed' })
    expect(page.effects).toEqual([{ type: 'setMuted', muted: true }])
    expect(page.timers).toContainEqual({ type: 'clearTimer', name: 'nudge' })
    expect(sentenceOf(page.state)).toBe('readyMuted')
    expect(page.tell({ type: 'microphone.level', rms: 0.3, clipped: true }).state.level).toBe(0)
    expect(page.tell({ type: 'mute.pressed' }).effects).toEqual([{ type: 'setMuted', muted: false }])
  })

  test.each<[string, (page: Story) => Story]>([
    ['was on its way when it was muted', (page) => page.tell({ type: 'mute.pressed' })],
    [
      'another one gives before it has heard of that',
      (page) => page.tell({ type: 'mute.pressed' }, { type: 'microphone.lost' }, { type: 'devices.changed' }),
    ],
  ])('nothing of a muted microphone is sent, also of what %s', (_name, mute) => {
    const samples = new Int16Array(4).fill(7)
    const speak = (page: Story) =>
      page
        .tell({ type: 'microphone.audio', pcm: samples.buffer })
        .effects.flatMap((effect) => (effect.type === 'sendAudio' ? [...new Int16Array(effect.pcm)] : []))
    const page = mute(liveStory())
    expect(speak(page)).toEqual([0, 0, 0, 0])
    expect(speak(page.tell({ type: 'microphone.opened' }, { type: 'mute.pressed' }))).toEqual([7, 7, 7, 7])
  })

  test('mute without a microphone does nothing', () => {
    expect(story().tell({ type: 'mute.pressed' }).effects).toEqual([])
  })

  test('a dead microphone is named, and revived by the first sound', () => {
    const page = liveStory().tell({ type: 'microphone.dead' })
    expect(microphoneNotice(page.state)).toBe('silent')
    expect(sentenceOf(page.tell({ type: 'timer.fired', name: 'nudge' }).state)).toBe('readyByText')
    expect(sentenceOf(page.tell({ type: 'mute.pressed' }).state)).toBe('readyMuted')
    page.tell({ type: 'mute.pressed' })
    page.tell({ type: 'microphone.level', rms: 0.01, clipped: false })
    expect(microphoneNotice(page.state)).toBeNull()
  })

  test('clipping is named for two seconds', () => {
    const page = liveStory().tell({ type: 'microphone.level', rms: 0.9, clipped: true })
    expect(microphoneNotice(page.state)).toBe('clipped')
    for (let frame = 0; frame < 50; frame++) page.tell({ type: 'microphone.level', rms: 0.1, clipped: false })
    expect(microphoneNotice(page.state)).toBeNull()
  })

  test('a microphone that is unplugged is named until it is back, and the conversation goes on', () => {
    const page = liveStory().tell({ type: 'microphone.lost' }, { type: 'microphone.dead' })
    expect(microphoneNotice(page.state)).toBe('lost')
    expect(page.status).toBe('ready')
    expect(page.tell({ type: 'devices.changed' }).effects).toEqual([{ type: 'openMicrophone', frameMs: 40 }])
    expect(page.tell({ type: 'devices.changed' }).effects).toEqual([])
    page.tell({ type: 'microphone.opened' })
    expect(microphoneNotice(page.state)).toBeNull()
    expect(page.tell({ type: 'devices.changed' }).effects).toEqual([])
  })

  test.each([
    { type: 'microphone.refused', refusal: 'denied' },
    { type: 'microphone.refused', refusal: 'missing' },
    { type: 'microphone.refused', refusal: 'busy' },
    { type: 'microphone.lost' },
  ] as const)('after %j its button asks for it again', (event) => {
    const page = liveStory().tell(event, { type: 'mute.pressed' })
    expect(page.effects).toEqual([{ type: 'openMicrophone', frameMs: 40 }])
    expect(page.state.muted).toBe(false)
  })

  test('another microphone stays muted, unless its user asks for it', () => {
    const page = liveStory().tell({ type: 'mute.pressed' }, { type: 'microphone.lost' }, { type: 'devices.changed' })
    expect(page.tell({ type: 'microphone.opened' }).effects).toEqual([{ type: 'setMuted', muted: true }])
    expect(page.state.muted).toBe(true)
    page.tell({ type: 'microphone.lost' }, { type: 'mute.pressed' })
    expect(page.tell({ type: 'microphone.opened' }).effects).toEqual([])
    expect(page.state.muted).toBe(false)
  })

  test.each(['blocked', 'suspended'] as const)(
    'sound that is %s is named until it is there, and nobody is told to speak meanwhile',
    (how) => {
      const page = liveStory().tell({ type: 'microphone.opened' }, { type: `audio.${how}` })
      expect(microphoneNotice(page.state)).toBe(how)
      expect(sentenceOf(page.state)).toBe('readyByText')
      expect(isSpeechAwaited(page.state)).toBe(false)
      page.tell({ type: 'audio.resumed' })
      expect(microphoneNotice(page.state)).toBeNull()
      expect(sentenceOf(page.state)).toBe('ready')
    },
  )

  test.each([
    ['is muted', { type: 'mute.pressed' }],
    ['has lost the microphone', { type: 'microphone.lost' }],
    ['has a dead one', { type: 'microphone.dead' }],
    ['has no sound', { type: 'audio.suspended' }],
  ] as const)('nobody is told to speak over an answer who %s', (_name, event) => {
    const page = liveStory()
      .hear(started(1))
      .tell(sound(1, 0, 480), { type: 'playback.started', answer: 1 })
    expect([page.status, sentenceOf(page.state)]).toEqual(['speaking', 'speaking'])
    expect(sentenceOf(page.tell(event).state)).toBe('speakingByText')
  })

  test('a network that loses a second of speech is named', () => {
    const page = liveStory().tell({ type: 'socket.choked', frames: 24 })
    expect(page.state.problem).toBeNull()
    const { problem } = page.tell({ type: 'socket.choked', frames: 1 }).state
    expect(problem?.code).toBe('connection_slow')
    // What is new is read out.
    expect(page.tell({ type: 'socket.choked', frames: 25 }).state.problem).toBe(problem)
  })
})

describe('reduce: settings', () => {
  test('choices are remembered', () => {
    const page = story().tell({ type: 'language.chosen', language: 'es' }, { type: 'theme.chosen', theme: 'dark' })
    expect(page.effects).toEqual([
      { type: 'remember', name: 'language', value: 'es' },
      { type: 'remember', name: 'theme', value: 'dark' },
    ])
    expect(page.state).toMatchObject({ language: 'es', theme: 'dark' })
  })
})
