/** What was heard of an answer: decided once, told to the page, and replayed to the next session as it was told. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import type { WordTime } from '../../../../shared/word-anchors.ts'
import { liveStory } from '../../client/state/story.ts'
import { commands, drive, told } from './drive.ts'

type Driver = ReturnType<typeof drive>

const text = 'One two three four five six seven eight nine ten eleven twelve.'
const speak = (page: Driver) =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
const stopped = (page: Driver, playedSamples: number, answer = 1) =>
  page.say({ type: 'playback.stopped', answer, playedSamples })
const audioDone = (page: Driver) =>
  page.serve({ type: 'response.audio.done', response_id: 'r1', item_id: 'm1', output_index: 0, content_index: 0 })
const word = (page: Driver, { startMs, durationMs, text: spoken }: WordTime) =>
  page.serve({
    type: 'response.audio_timestamp.delta',
    response_id: 'r1',
    item_id: 'm1',
    output_index: 0,
    content_index: 0,
    audio_offset_ms: startMs,
    audio_duration_ms: durationMs,
    text: spoken,
    timestamp_type: 'word',
  })
const lose = (page: Driver) => page.lose({ kind: 'closed', code: 1006, reason: '' })

/** Answer 1, all of its text, and one second of its sound. */
const answering = () => {
  const page = drive().live()
  page.created('r1')
  page.text('r1', 'm1', text)
  page.audio('r1', 'm1', 24_000)
  return page
}

const heard = (effects: readonly SessionEffect[]) =>
  told(effects).flatMap((message) =>
    message.type === 'answer.heard' ? [[text.slice(0, message.characters), message.settled] as const] : [],
  )
const assistantItems = (effects: readonly SessionEffect[]) =>
  commands(effects).flatMap((event) => {
    if (event.type === 'conversation.item.delete') return [`delete ${event.item_id}`]
    if (event.type !== 'conversation.item.create' || event.item.type !== 'message') return []
    const said = event.item.content.map((part) => ('text' in part ? part.text : '')).join('')
    return [`${event.previous_item_id ?? ''} > ${event.item.id}: ${said}`]
  })

describe('an answer that was cut', () => {
  test('is settled by all of its audio, late audio included', () => {
    const page = answering()
    speak(page)
    expect(heard(stopped(page, 12_000))).toEqual([])
    page.audio('r1', 'm1', 48_000)
    expect(heard(audioDone(page))).toEqual([['One two', true]])
  })

  test('was heard whole when too little of it went unheard for the service to be told of a cut', () => {
    const page = answering()
    audioDone(page)
    page.done('r1')
    speak(page)
    const effects = stopped(page, 24_000 - 24 * 50)
    expect(heard(effects)).toEqual([[text, true]])
    expect(commands(effects)).toEqual([])
  })

  test('is not settled by the times of its words while it may still count as heard whole', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'The')
    page.audio('r1', 'm1', 24 * 110)
    word(page, { startMs: 0, durationMs: 110, text: 'The' })
    speak(page)
    expect(heard(stopped(page, 24 * 50))).toEqual([])
    const effects = audioDone(page)
    expect(told(effects)).toMatchObject([{ type: 'answer.heard', characters: 3 }])
    expect(commands(effects)).toEqual([])
  })

  test('is truncated when none of it was played, however short it is', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'I')
    page.audio('r1', 'm1', 24 * 30)
    speak(page)
    const effects = stopped(page, 0)
    expect(heard(effects)).toEqual([['', true]])
    expect(commands(effects)).toMatchObject([{ type: 'conversation.item.truncate', audio_end_ms: 0 }])
  })

  test('is not settled by the audio that has come so far, but when its response is over', () => {
    const page = answering()
    speak(page)
    expect(heard(stopped(page, 24_000))).toEqual([])
    // All of one second: as far as somebody speaks in a second, not all of the text, which the service forgets.
    const effects = page.done('r1', 'cancelled')
    expect(heard(effects)).toEqual([['One two three', true]])
    expect(commands(effects)).toMatchObject([{ type: 'conversation.item.truncate', audio_end_ms: 1000 }])
  })

  test('is settled at once by the times of its words, if one of them ends later', () => {
    const page = answering()
    for (const [index, one] of ['One', 'two', 'three'].entries())
      word(page, { startMs: index * 300, durationMs: 300, text: one })
    speak(page)
    expect(heard(stopped(page, 16_000))).toEqual([['One two', true]])
  })

  test('waits for late words, of which the page is not told', () => {
    const page = answering()
    word(page, { startMs: 0, durationMs: 300, text: 'One' })
    speak(page)
    expect(heard(stopped(page, 16_000))).toEqual([])
    expect(told(word(page, { startMs: 300, durationMs: 300, text: 'two' }))).toEqual([])
    expect(heard(word(page, { startMs: 600, durationMs: 300, text: 'three' }))).toEqual([['One two', true]])
  })

  test('of which nothing was played is settled at once', () => {
    const page = answering()
    speak(page)
    expect(heard(stopped(page, 0))).toEqual([['', true]])
  })

  test('is heard no farther than was sent, whatever the page says', () => {
    const page = answering()
    speak(page)
    page.audio('r1', 'm1', 24_000)
    stopped(page, 1_000_000)
    expect(heard(audioDone(page))).toEqual([['One two three four five six', true]])
  })

  test('and was only written was read', () => {
    const page = drive().live()
    page.created('r1')
    page.serve({ type: 'response.text.delta', response_id: 'r1', item_id: 'm1', delta: text })
    speak(page)
    stopped(page, 0)
    expect(heard(page.done('r1', 'cancelled')).concat(heard([]))).toEqual([])
    expect(page.state().history).toMatchObject([{ kind: 'agent', heard: text.length }, { kind: 'user' }])
  })
})

describe('a connection that is lost in mid-answer', () => {
  test('makes the next session remember what was sent, and no more', () => {
    const page = answering()
    expect(heard(lose(page))).toEqual([['One two three', false]])
    expect(assistantItems(page.ready())).toEqual([' > said-1-c2: One two three'])
  })

  test('before any sound was sent leaves nothing to remember', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', text)
    expect(heard(lose(page))).toEqual([['', false]])
    expect(assistantItems(page.ready())).toEqual([])
  })

  test('is corrected when the user stops what still plays', () => {
    const page = answering()
    lose(page)
    page.ready()
    speak(page)
    const effects = stopped(page, 9_600)
    expect(heard(effects)).toEqual([['One', true]])
    const [made, deleted, ...rest] = assistantItems(effects)
    expect(made).toMatch(/^said-1-c2 > said-1-\d+: One$/)
    expect([deleted, rest]).toEqual(['delete said-1-c2', []])
    page.pass(61_000)
    lose(page)
    expect(assistantItems(page.ready())).toEqual([' > said-1-c3: One'])
  })

  test('is corrected to nothing when nothing was heard', () => {
    const page = answering()
    lose(page)
    page.ready()
    speak(page)
    expect(assistantItems(stopped(page, 0))).toEqual(['delete said-1-c2'])
  })

  test('sends no correction to a session that is not there', () => {
    const page = answering()
    lose(page)
    speak(page)
    page.say({ type: 'answer.interrupt' })
    expect(commands(stopped(page, 9_600))).toEqual([])
    expect(assistantItems(page.ready())).toEqual([' > said-1-c2: One'])
  })

  test('after a cut that the page has not told of yet, is corrected when it has', () => {
    const page = answering()
    speak(page)
    lose(page)
    expect(assistantItems(page.ready())).toEqual([' > said-1-c2: One two three'])
    const [made, deleted] = assistantItems(stopped(page, 9_600))
    expect([made?.replace(/said-1-\d+/, 'new'), deleted]).toEqual(['said-1-c2 > new: One', 'delete said-1-c2'])
  })

  test('leaves an answer whole that was sent whole, unless it is stopped later', () => {
    const page = answering()
    audioDone(page)
    page.done('r1')
    expect(heard(lose(page))).toEqual([])
    expect(assistantItems(page.ready())).toEqual([` > said-1-c2: ${text}`])
    speak(page)
    expect(heard(stopped(page, 12_000))).toEqual([['One two three four five six', true]])
  })

  test('a command that makes it again and is refused is no news to the user', () => {
    const page = answering()
    lose(page)
    page.ready()
    speak(page)
    const id = commands(stopped(page, 12_000)).at(-1)?.event_id
    const refused = page.serve({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'item_not_found', message: 'no', event_id: id },
    })
    expect(told(refused)).toEqual([])
  })
})

describe('page and server', () => {
  const vocabulary = ['One', 'two', '3', 'Dr.', '$5', 'naïve', '時計', '😀', 'eight', 'a']
  const plan = fc.record({
    words: fc.array(
      fc.record({
        written: fc.constantFrom(...vocabulary),
        isSpoken: fc.boolean(),
        durationMs: fc.integer({ min: 40, max: 400 }),
      }),
      { minLength: 1, maxLength: 25 },
    ),
    hasTimes: fc.boolean(),
    ahead: fc.nat(10),
    endsAt: fc.nat(30),
    ending: fc.constantFrom('cut', 'lost', 'lost then cut', 'interrupted'),
    status: fc.constantFrom('completed', 'cancelled', 'incomplete'),
    playedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })

  test('agree about every answer, and nothing that was shown as heard is taken back', () => {
    fc.assert(
      fc.property(plan, ({ words, hasTimes, ahead, endsAt, ending, status, playedShare }) => {
        const server = drive().live()
        const page = liveStory()
        let shown = 0
        const look = () => {
          const entry = page.state.transcript.entries.findLast(({ kind }) => kind === 'agent')
          if (entry?.kind !== 'agent') return
          expect(entry.heardLength).toBeGreaterThanOrEqual(shown)
          shown = entry.heardLength
        }
        /** What the server wants is done, and what the page wants in turn. */
        const pass = (effects: readonly SessionEffect[]): void => {
          for (const effect of effects) {
            if (effect.type === 'play') {
              const { answer, offsetSamples, samples } = effect
              page.tell({ type: 'socket.audio', frame: { answer, offsetSamples, pcm: new Int16Array(samples) } })
            } else if (effect.type === 'tell') page.hear(effect.message)
            else continue
            look()
            answer()
          }
        }
        let played = 0
        const answer = () => {
          const wanted = page.effects
          for (const effect of wanted) {
            if (effect.type === 'flush') {
              page.tell({ type: 'playback.flushed', stopped: played > 0 ? [{ answer: 1, playedSamples: played }] : [] })
              look()
              for (const one of page.effects) if (one.type === 'send') pass(server.say(one.message))
            }
          }
        }
        pass(server.created('r1'))
        let atMs = 0
        let sent = 0
        const play = () => {
          played = Math.floor(sent * playedShare)
          if (played > 0) {
            page.tell({ type: 'playback.started', answer: 1 })
            page.tell({ type: 'playback.progressed', answer: 1, playedSamples: played })
            look()
          }
        }
        const part = words.slice(0, endsAt)
        for (let index = 0; index < part.length + ahead; index += 1) {
          const spelled = words[index]
          if (spelled && index < part.length + ahead) pass(server.text('r1', 'm1', `${spelled.written} `))
          const spoken = part[index - ahead]
          if (!spoken) continue
          const samples = spoken.durationMs * 24
          pass(server.audio('r1', 'm1', samples))
          sent += samples
          if (hasTimes)
            pass(
              word(server, {
                startMs: atMs,
                durationMs: spoken.durationMs,
                text: spoken.isSpoken ? spoken.written : 'x',
              }),
            )
          atMs += spoken.durationMs
          play()
        }
        if (status === 'completed') pass(audioDone(server))
        play()
        if (ending.startsWith('lost')) pass(lose(server))
        if (ending === 'interrupted') {
          page.tell({ type: 'interrupt.pressed' })
          const wanted = page.effects
          answer()
          for (const one of wanted) if (one.type === 'send') pass(server.say(one.message))
        }
        if (ending === 'lost then cut') pass(server.ready())
        if (ending.endsWith('cut')) pass(speak(server))
        if (!ending.startsWith('lost')) pass(server.done('r1', status))
        const entry = page.state.transcript.entries.findLast(({ kind }) => kind === 'agent')
        const turn = server.state().history.find(({ kind }) => kind === 'agent')
        if (entry?.kind !== 'agent' || turn?.kind !== 'agent') return
        expect(entry.text).toBe(turn.text)
        if (ending === 'lost' && sent > 0) page.tell({ type: 'playback.drained', answer: 1 })
        look()
        expect(page.state.transcript.entries.findLast(({ kind }) => kind === 'agent')).toMatchObject({
          heardLength: turn.heard ?? turn.text.length,
          final: true,
        })
      }),
      { seed: 6, numRuns: 500 },
    )
  })
})
