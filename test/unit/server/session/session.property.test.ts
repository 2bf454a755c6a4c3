/** No order of events, however odd, makes a session break its promises. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBusy } from '../../../../server/session/gate.ts'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { clientEvent } from '../../../../server/voicelive/client-events.ts'
import { serverMessage } from '../../../../shared/messages.ts'
import { drive, ended, sound } from './drive.ts'

type Driver = ReturnType<typeof drive>
type Act = Readonly<{ name: string; on: (page: Driver) => readonly SessionEffect[] }>

const response = fc.constantFrom('r1', 'r2', 'r3')
const item = fc.constantFrom('m1', 'm2', 'm3', 'm4')
const call = fc.constantFrom('c1', 'c2', 'c3')
const approval = fc.constantFrom('a1', 'a2')
const mcpCall = fc.constantFrom('k1', 'k2')
const turn = fc.constantFrom('u1', 'u2')
const act = (name: string, on: Act['on']): Act => ({ name, on })
const always = (name: string, on: Act['on']) => fc.constant(act(name, on))
const serve = (event: { type: string; [field: string]: unknown }) =>
  act(JSON.stringify(event), (page) => page.serve(event))

const fromPage = [
  always('text', (page) => page.say({ type: 'text.send', text: 'Hello' })),
  always('interrupt', (page) => page.say({ type: 'answer.interrupt' })),
  always('frame', (page) => page.hear()),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(9_000))
    .map(([answer, playedSamples]) =>
      act(`stopped ${answer} at ${playedSamples}`, (page) =>
        page.say({ type: 'playback.stopped', answer, playedSamples }),
      ),
    ),
  fc
    .tuple(approval, fc.boolean())
    .map(([id, approve]) =>
      act(`answer ${approve} to ${id}`, (page) => page.say({ type: 'approval.answer', id, approve })),
    ),
  fc.nat(3).map((nonce) => act(`pong ${nonce}`, (page) => page.say({ type: 'pong', nonce }))),
]

const rare = [
  always('start', (page) => page.say({ type: 'session.start' })),
  always('stop', (page) => page.say({ type: 'session.stop' })),
  always('closed', (page) => page.push({ type: 'page.closed' })),
  always('lost', (page) => page.lose({ kind: 'closed', code: 1006, reason: '' })),
  always('dropped', (page) => page.push({ type: 'page.dropped' })),
  always('resumed', (page) => page.push({ type: 'page.resumed', received: 1 })),
  always('reloaded', (page) => page.push({ type: 'page.resumed', received: null })),
  always('standby opened', (page) => page.upstreamOpened(page.state().link.newest)),
  always('standby updated', (page) => page.serve({ type: 'session.updated', session: {} }, page.state().link.newest)),
  always('standby lost', (page) => page.lose({ kind: 'closed', code: 1011, reason: '' }, page.state().link.newest)),
  always('expiry', (page) => page.push({ type: 'timer.fired', timer: 'expiry' })),
  always('drain', (page) => page.push({ type: 'drained' })),
  fc.string().map((text) => act(`garbage ${text}`, (page) => page.push({ type: 'page.message', text }))),
  fc.nat(6_000).map((bytes) => act(`frame of ${bytes}`, (page) => page.hear(bytes))),
]

const fromService = [
  always('opened', (page) => page.upstreamOpened()),
  fc.constant(serve({ type: 'session.updated', session: {} })),
  turn.map((id) => serve({ type: 'input_audio_buffer.speech_started', item_id: id, audio_start_ms: 0 })),
  turn.map((id) => serve({ type: 'input_audio_buffer.speech_stopped', item_id: id, audio_end_ms: 0 })),
  response.map((id) => serve({ type: 'response.created', response: { id } })),
  fc
    .tuple(response, item)
    .map(([response_id, id]) =>
      serve({ type: 'response.output_item.added', response_id, item: { type: 'message', role: 'assistant', id } }),
    ),
  fc
    .tuple(response, item, fc.constantFrom(1, 480, 2400))
    .map(([response_id, item_id, samples]) =>
      serve({ type: 'response.audio.delta', response_id, item_id, delta: sound(samples) }),
    ),
  fc
    .tuple(response, item)
    .map(([response_id, item_id]) => serve({ type: 'response.audio.done', response_id, item_id })),
  fc
    .tuple(response, item)
    .map(([response_id, item_id]) =>
      serve({ type: 'response.audio_transcript.delta', response_id, item_id, delta: 'a' }),
    ),
  fc.tuple(response, call).map(([id, tool]) => act(`call ${tool} in ${id}`, (page) => page.toolCall(id, tool))),
  fc
    .tuple(response, mcpCall, fc.boolean(), fc.constantFrom({}, { output: 'sunny' }, { error: {} }))
    .map(([response_id, id, isDone, result]) =>
      serve({
        type: `response.output_item.${isDone ? 'done' : 'added'}`,
        response_id,
        item: { type: 'mcp_call', id, name: 'get_weather', server_label: 'docs', ...result },
      }),
    ),
  fc
    .tuple(mcpCall, fc.constantFrom('in_progress', 'completed', 'failed'))
    .map(([item_id, step]) => serve({ type: `response.mcp_call.${step}`, item_id })),
  fc.tuple(approval, fc.constantFrom('get_weather', 'search_docs', '')).map(([id, name]) =>
    serve({
      type: 'conversation.item.created',
      item: { type: 'mcp_approval_request', id, name, server_label: 'docs', arguments: '{}' },
    }),
  ),
  fc.constantFrom('l1', '').map((item_id) => serve({ type: 'mcp_list_tools.failed', item_id })),
  fc
    .tuple(response, fc.constantFrom('completed', 'cancelled', 'failed', 'odd'))
    .map(([id, status]) => serve({ type: 'response.done', response: { id, status } })),
  fc
    .constantFrom('conversation_already_has_active_response', 'response_cancel_not_active', 'server_error')
    .chain((code) =>
      fc.nat(12).map((n) => serve({ type: 'error', error: { code, message: 'no', event_id: `create-${n}` } })),
    ),
]

const fromWorld = [
  call.map((id) => act(`tool ${id}`, (page) => page.push({ type: 'tool.finished', call: id, ok: true, output: '42' }))),
  fc
    .constantFrom('ready', 'gate', 'keepalive', 'redial', 'grace')
    .map((timer) => act(`timer.fired ${timer}`, (page) => page.push({ type: 'timer.fired', timer: timer as 'gate' }))),
  fc.nat(5_000).map((ms) =>
    act(`pass ${ms}`, (page) => {
      page.pass(ms)
      return []
    }),
  ),
]

const anything = fc.oneof(
  { weight: 12, arbitrary: fc.oneof(...fromPage) },
  { weight: 30, arbitrary: fc.oneof(...fromService) },
  { weight: 6, arbitrary: fc.oneof(...fromWorld) },
  { weight: 1, arbitrary: fc.oneof(...rare) },
)

/** Most start live, or hardly a sequence would come that far; `size` makes long ones as likely as short ones. */
const scripts = fc.record({
  phase: fc.constantFrom('idle', 'connecting', 'live', 'live'),
  acts: fc.array(anything, { maxLength: 80, size: 'max' }),
})

const run = (visit: (page: Driver, step: (act: Act) => readonly SessionEffect[], acts: readonly Act[]) => void) =>
  fc.assert(
    fc.property(scripts, ({ phase, acts }) => {
      const page = drive()
      if (phase === 'live') page.live()
      else page.push({ type: 'page.opened' })
      if (phase === 'connecting') page.say({ type: 'session.start' })
      visit(page, ({ on }) => on(page), acts)
    }),
    { numRuns: 300 },
  )

/** Gives a call that lost its service another session. */
function comeBack(page: Driver): readonly SessionEffect[] {
  if (page.state().phase !== 'live' || !page.state().link.lost) return []
  const dialled = page.state().link.standby ? [] : page.push({ type: 'timer.fired', timer: 'redial' })
  return [...dialled, ...page.ready()]
}

describe('any sequence of events', () => {
  test('however often the service changes, its last session has every typed turn once and in order', () => {
    run((page, step, acts) => {
      const typed: string[] = []
      const sessions = new Map<number, string[]>()
      let current = 1
      const watch = (effects: readonly SessionEffect[]) => {
        for (const effect of effects) {
          if (effect.type === 'switch') current = effect.connection
          if (effect.type !== 'command' || effect.event.type !== 'conversation.item.create') continue
          expect(effect.connection).toBeUndefined()
          const { item } = effect.event
          if (item.type !== 'message' || item.role !== 'user') continue
          const words = item.content.map((part) => ('text' in part ? part.text : '')).join('')
          sessions.set(current, [...(sessions.get(current) ?? []), words])
        }
      }
      for (const [index, each] of acts.entries()) {
        const isTyped = each.name === 'text' && page.state().phase === 'live'
        if (isTyped) typed.push(`turn ${index}`)
        watch(each.name === 'text' ? page.say({ type: 'text.send', text: `turn ${index}` }) : step(each))
      }
      watch(comeBack(page))
      if (page.state().phase !== 'live') return
      expect(sessions.get(current) ?? []).toEqual(typed)
    })
  })

  test('changes only to a session that is ready, and sends nothing between a loss and the change', () => {
    run((page, step, acts) => {
      for (const each of acts) {
        const { lost, newest } = page.state().link
        const effects = step(each)
        const change = effects.findIndex(({ type }) => type === 'switch')
        const before = change < 0 ? effects : effects.slice(0, change)
        const toService = before.filter((effect) => effect.type === 'command' && effect.connection === undefined)
        if (lost) expect(toService).toEqual([])
        for (const effect of effects) {
          if (effect.type === 'dial' && effect.connection > 1) expect(effect.connection).toBe(newest + 1)
          if (effect.type === 'command' && effect.connection !== undefined)
            expect(effect.event.type).toBe('session.update')
        }
        if (change >= 0) expect(page.state().link).toMatchObject({ lost: false, standby: undefined })
      }
    })
  })

  test('throws nothing, and tells page and service only what their schemas allow', () => {
    run((_page, step, acts) => {
      for (const each of acts)
        for (const effect of step(each)) {
          if (effect.type === 'tell') expect(() => serverMessage.parse(effect.message)).not.toThrow()
          if (effect.type === 'command') expect(() => clientEvent.parse(effect.event)).not.toThrow()
        }
    })
  })

  test('sends no audio before the session is ready, and does nothing after its end', () => {
    run((page, step, acts) => {
      let over = false
      for (const each of acts) {
        const isReady = page.state().phase === 'live'
        const { framesIn } = page.frames()
        const effects = step(each)
        if (!isReady) expect(page.frames().framesIn).toBe(framesIn)
        if (over) expect(effects).toEqual([])
        over ||= ended(effects) !== undefined
      }
    })
  })

  test('plays no audio of a cut answer or response, and no sample twice or out of place', () => {
    run((page, step, acts) => {
      let cutThrough = 0
      const cutResponses = new Set<string>()
      const sent = new Map<number, number>()
      for (const each of acts) {
        const active = page.state().gate.active
        const effects = step(each)
        for (const effect of effects) {
          if (effect.type === 'tell' && effect.message.type === 'answers.cut') cutThrough = effect.message.through
          if (effect.type === 'command' && effect.event.type === 'response.cancel' && active !== undefined)
            cutResponses.add(active)
          if (effect.type !== 'play') continue
          const answer = page.state().answers.list.find(({ number }) => number === effect.answer)
          expect(effect.answer).toBeGreaterThan(cutThrough)
          expect(cutResponses).not.toContain(answer?.response)
          expect(effect.offsetSamples).toBe(sent.get(effect.answer) ?? 0)
          sent.set(effect.answer, effect.offsetSamples + effect.samples)
        }
        // The service may use an id again in these scripts, as it never does; a new response of that name is a new one.
        if (each.name.includes('response.created')) cutResponses.clear()
      }
    })
  })

  test('never has two responses of ours under way', () => {
    run((page, step, acts) => {
      let asked: string | undefined
      for (const each of acts) {
        if (each.name.includes('response.created') || each.name === 'timer.fired gate') asked = undefined
        const error = /"code":"(\w+)".*"event_id":"(create-\d+)"/.exec(each.name)
        if (error && (error[2] === asked || error[1] === 'conversation_already_has_active_response')) asked = undefined
        for (const effect of step(each)) {
          // What was asked of a session that the call has left is never answered.
          if (effect.type === 'switch') asked = undefined
          if (effect.type !== 'command' || effect.event.type !== 'response.create') continue
          expect(asked).toBeUndefined()
          expect(page.state().gate.active).toBeUndefined()
          asked = effect.event.event_id
        }
      }
    })
  })

  test('truncates an item at most once, and never beyond what was sent of it', () => {
    run((page, step, acts) => {
      const truncated = new Set<string>()
      for (const each of acts)
        for (const effect of step(each)) {
          if (effect.type !== 'command' || effect.event.type !== 'conversation.item.truncate') continue
          const { item_id: id, audio_end_ms: endMs } = effect.event
          expect(truncated).not.toContain(id)
          truncated.add(id)
          const answer = page.state().answers.list.find((candidate) => candidate.item === id)
          expect(endMs * 24).toBeLessThanOrEqual(answer?.forwardedSamples ?? -1)
        }
    })
  })

  test('announces an answer before anything else of it, and ends it once', () => {
    run((_page, step, acts) => {
      const started = new Set<number>()
      const done = new Set<number>()
      for (const each of acts)
        for (const effect of step(each)) {
          const message = effect.type === 'tell' ? effect.message : undefined
          if (effect.type === 'play') expect(started).toContain(effect.answer)
          if (!message || !('answer' in message)) continue
          if (message.type === 'answer.started') expect(started).not.toContain(message.answer)
          started.add(message.answer)
          if (message.type !== 'answer.done') continue
          expect(done).not.toContain(message.answer)
          done.add(message.answer)
        }
    })
  })

  test('asks for an approval once, answers it once and only to the session that asked, and withdraws what is not answered', () => {
    run((page, step, acts) => {
      const asked = new Set<string>()
      const open = new Set<string>()
      for (const each of acts) {
        for (const effect of step(each)) {
          if (effect.type === 'tell' && effect.message.type === 'approval.asked') {
            expect(asked).not.toContain(effect.message.id)
            asked.add(effect.message.id)
            open.add(effect.message.id)
          }
          if (effect.type === 'tell' && effect.message.type === 'approval.closed')
            expect(open.delete(effect.message.id)).toBe(true)
          if (effect.type !== 'command' || effect.event.type !== 'conversation.item.create') continue
          const { item } = effect.event
          if (item.type === 'mcp_approval_response') expect(open.delete(item.approval_request_id)).toBe(true)
        }
        expect([...open].sort()).toEqual(
          page
            .state()
            .mcp.asked.map(({ id }) => id)
            .sort(),
        )
        if (page.state().link.lost) expect(open.size).toBe(0)
      }
    })
  })

  test('leaves no response hanging: when the service has finished its part, none is waited for', () => {
    run((page, step, acts) => {
      for (const each of acts) step(each)
      comeBack(page)
      if (page.state().phase !== 'live') return
      const { turn: spoken } = page.state()
      if (spoken) page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: spoken.item, audio_end_ms: 0 })
      for (let rounds = 0; rounds < 10; rounds += 1) {
        const { toolCalls, gate } = page.state()
        for (const tool of toolCalls.flatMap((batch) => batch.calls))
          page.push({ type: 'tool.finished', call: tool.call, ok: true, output: '' })
        for (const { response: id } of toolCalls) page.done(id)
        if (gate.active !== undefined) page.done(gate.active)
        else if (gate.asked !== undefined) page.created(`final-${rounds}`)
        else if (gate.reserved) page.push({ type: 'timer.fired', timer: 'gate' })
      }
      expect(page.state().gate.queued).toBe(false)
      expect(isBusy(page.state().gate)).toBe(false)
      expect(page.state().toolCalls).toEqual([])
    })
  })
})
