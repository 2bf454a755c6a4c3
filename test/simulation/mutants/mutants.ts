/** Defects that this project once had, each as small edits that put it back. Data only: they are made in a copy of the sources. */

import type { FailureName } from '../checks/check.ts'

export type Edit = Readonly<{ file: string; from: string; to: string }>
/** `seed` is that of the first world in which it was found, and `finding` as what. */
export type Mutant = Readonly<{ name: string; seed: number; finding: FailureName; edits: readonly Edit[] }>

export const mutants: readonly Mutant[] = [
  {
    name: "one user's conversation goes to the next",
    seed: 111,
    finding: 'a call holds words of another',
    edits: [
      {
        file: 'server/service.ts',
        from: 'export const targetOf = (service: ServiceConfig, query: Query, origin: () => URL): Target =>',
        // Within one server: what a world before this one has left is not known to its service, which would refuse it.
        to: `export const targetOf = (service: ServiceConfig, query: Query, origin: () => URL): Target => {
  let kept: string | undefined
  const target = rightTargetOf(service, query, origin)
  return ({ conversation = kept }) => target({ conversation: (kept = conversation) })
}
const rightTargetOf = (service: ServiceConfig, query: Query, origin: () => URL): Target =>`,
      },
    ],
  },
  {
    name: 'a service that falls silent is never noticed',
    seed: 86,
    finding: 'a question is not answered',
    edits: [
      { file: 'server/upstream/watch.ts', from: "if (verdict?.type !== 'lost') return true", to: 'return true' },
      {
        file: 'server/session/stall.ts',
        from: 'export const hasStalled = ({ waits }: Stall): boolean => waits >= WAITS_MAX',
        to: 'export const hasStalled = ({ waits }: Stall): boolean => waits > 1_000 * WAITS_MAX',
      },
    ],
  },
  {
    name: 'one odd field that nobody reads loses the event',
    seed: 23,
    finding: 'a page stays busy',
    edits: [
      {
        file: 'server/voicelive/parse.ts',
        from: '  return event === refused ? fault(name, raw.event_id, issues) : event',
        to: '  return event === refused || !serverEvent.safeParse(raw).success ? fault(name, raw.event_id, issues) : event',
      },
      {
        file: 'server/voicelive/parse.ts',
        from: "import { readEvent, refused } from './read-event.ts'",
        to: "import { readEvent, refused } from './read-event.ts'\nimport { serverEvent } from './server-events.ts'",
      },
    ],
  },
  {
    name: 'a cough ends a tool for good',
    seed: 183,
    finding: 'a question is not answered',
    edits: [
      {
        file: 'server/session/barge-in.ts',
        from: '    setToolsAside,\n    (now) =>',
        to: '    abandonTools,\n    (now) =>',
      },
      {
        file: 'server/session/barge-in.ts',
        from: "import { setToolsAside } from './tool-turns.ts'",
        to: "import { abandonTools } from './tool-turns.ts'",
      },
    ],
  },
  {
    name: 'words that nobody heard are told to the next session',
    seed: 624,
    finding: 'the service holds other words than were heard',
    edits: [
      {
        file: 'server/session/hearing.ts',
        from: '    return { ...turn, heard: Math.min(turn.heard ?? turn.text.length, heardAtMost(answer)) }',
        to: '    return turn',
      },
      {
        file: 'server/session/hearing.ts',
        from: '  return characters < answer.text.length ? tellHeard(state, answer, characters) : [state, []]',
        to: '  return characters < 0 ? tellHeard(state, answer, characters) : [state, []]',
      },
      {
        file: 'server/session/hearing.ts',
        from: 'if (!copy || characters >= copy.characters) return',
        to: 'if (copy || !copy) return',
      },
    ],
  },
  {
    name: 'the page decides for itself what was heard',
    seed: 6,
    finding: 'page and relay differ in what was heard',
    edits: [
      {
        file: 'client/state/answers.ts',
        from: '  const most = Math.min(one.heardMax ?? text.length, text.length)',
        to: '  const most = text.length',
      },
      {
        file: 'client/state/answers.ts',
        from: "  if (one.settled || one.ended === 'drained' || isSilent(one)) return most",
        to: "  if (one.ended === 'drained' || isSilent(one)) return most",
      },
    ],
  },
  {
    name: 'a typed text waits for a noise that was nothing',
    seed: 1512,
    finding: 'a typed question waits',
    edits: [
      {
        file: 'server/session/open-turn.ts',
        from: '  return chain(state, cameToNothing, tellIfNoAnswer)\n}\n\n/** What was expected',
        to: '  return [state, []]\n}\n\n/** What was expected',
      },
    ],
  },
  {
    name: 'the page gives a call up after 30 s, however long it is held',
    seed: 509,
    finding: 'a page gave up a call that was held for it',
    edits: [
      {
        file: 'client/state/timers.ts',
        from: ': link.resumeMs),',
        to: ': Math.min(30_000, link.resumeMs)),',
      },
    ],
  },
  {
    name: 'a frozen link is not noticed',
    seed: 30,
    finding: 'a dead link is not noticed',
    edits: [
      {
        file: 'client/state/link.ts',
        from: "isSilent: link.phase !== 'waiting' && atMs - link.receivedAtMs >= afterMs",
        to: 'isSilent: atMs - link.receivedAtMs >= 1_000 * afterMs',
      },
    ],
  },
  {
    name: 'what a frozen link gives up at once is punished',
    seed: 2233,
    finding: 'a user is blamed',
    edits: [
      {
        file: 'server/relay/frame-intake.ts',
        from: 'if (fits && isStale(frameMs, nowMs)) return',
        to: 'if (fits && isStale(frameMs, nowMs) && !fits) return',
      },
      {
        file: 'client/ports/socket.ts',
        from: 'const STALLED_MAX_BYTES = msToBytes(SILENT_AFTER_MS)',
        to: 'const STALLED_MAX_BYTES = msToBytes(600_000)',
      },
      {
        file: 'client/ports/socket.ts',
        from: 'now - behindSinceMs > SILENT_AFTER_MS',
        to: 'now - behindSinceMs > 600_000',
      },
    ],
  },
  {
    name: 'what was cut goes on sounding',
    seed: 3,
    finding: 'an answer that was cut sounds',
    edits: [
      {
        file: 'client/state/playback.ts',
        from: "return [{ ...state, answers: cutAnswers(state.answers, through) }, [{ type: 'flush' }]]",
        to: 'return [{ ...state, answers: cutAnswers(state.answers, through) }, []]',
      },
    ],
  },
  {
    name: 'a page that comes back is sent what it has',
    seed: 55,
    finding: 'an answer has a hole, or comes twice',
    edits: [
      {
        file: 'server/relay/line.ts',
        from: '} else forget(Math.min(kept.length, Math.max(0, received - acknowledged)))',
        to: '} else forget(0)',
      },
    ],
  },
  {
    name: 'a call that ends leaves its timers',
    seed: 1,
    finding: 'a timer is left',
    edits: [{ file: 'server/relay/call.ts', from: '  timers.clearAll,\n', to: '' }],
  },
  {
    name: 'a cut answer counts as heard to its end',
    seed: 3,
    finding: 'words count as heard that never sounded',
    edits: [
      {
        file: 'server/session/hearing.ts',
        from: '  answer.written || (answer.whole',
        to: '  answer.whole || (answer.whole',
      },
    ],
  },
  {
    name: 'what no speech has stopped is truncated by nobody',
    seed: 175,
    finding: 'the service holds other words than were heard',
    edits: [
      {
        file: 'server/session/barge-in.ts',
        from: 'samples === undefined) return',
        to: 'samples === undefined || turnRules(state).truncates) return',
      },
    ],
  },
  {
    name: 'a turn that ends under another item never ends',
    seed: 2230,
    finding: 'a turn never ends',
    edits: [
      {
        file: 'server/session/spoken-turns.ts',
        from: 'nameUtterance(state, item, state.utterances.open ?? state.link.utterance)',
        to: 'nameUtterance(state, item)',
      },
      { file: 'server/session/spoken-turns.ts', from: 'state.link.utterance ?? given', to: 'given' },
    ],
  },
  {
    name: 'an approval that was given in vain is forgotten',
    seed: 3647,
    finding: 'a question is not answered',
    edits: [
      {
        file: 'server/session/pending-work.ts',
        from: "mcp.calls.some(({ wanted, phase, approval }) => wanted && (phase !== 'announced' || approval === undefined))",
        to: 'mcp.calls.length > 0',
      },
    ],
  },
  {
    name: 'a page that is loaded anew does not hear that the service is lost',
    seed: 691,
    finding: 'a page does not know that the service is lost',
    edits: [{ file: 'server/session/absence.ts', from: '[...lost(now), ...warningsOf', to: '[...warningsOf' }],
  },
  {
    name: 'what is typed while a conversation is told again stands above it',
    seed: 658,
    finding: 'page and relay differ in what was typed',
    edits: [
      {
        file: 'client/state/session.ts',
        from: `  return [
    state.phase === 'live' ? linked : { ...live(linked), isRetold: true },
    [...relinked[1], watchService(state.log.verbose)],
  ]`,
        to: `  const [resumed, effects] = state.phase === 'live' ? unchanged(linked) : sendFirst(live(linked))
  return [resumed, [...relinked[1], ...effects, watchService(state.log.verbose)]]`,
      },
    ],
  },
  {
    name: 'speech that comes all at once is refused',
    seed: 50,
    finding: 'sound was refused by a queue',
    edits: [
      {
        file: 'server/upstream/connection.ts',
        from: 'queue.isFull() && !queue.mayBurst()',
        to: 'queue.isFull()',
      },
      { file: 'server/relay/audio.ts', from: "append(pcm, 'control')", to: 'append(pcm)' },
    ],
  },
  {
    name: 'a page that comes back too late waits for a moment that has passed',
    seed: 17,
    finding: 'something was thrown',
    edits: [
      {
        file: 'client/state/timers.ts',
        from: 'left ? Math.max(0, left.untilMs - atMs)',
        to: 'left ? left.untilMs - atMs',
      },
    ],
  },
  {
    name: 'a call that ends does not say why',
    seed: 1,
    finding: 'a call ended without a reason',
    edits: [
      {
        file: 'server/session/ending.ts',
        from: "[{ type: 'end', code, reason }],",
        to: "[{ type: 'end', code, reason: '' }],",
      },
    ],
  },
  {
    name: 'a session that fails does not say why',
    seed: 12,
    finding: 'a session failed without a reason',
    edits: [
      {
        file: 'client/state/session.ts',
        from: "'stopped' : 'failed', problem, [])",
        to: "'stopped' : 'failed', null, [])",
      },
    ],
  },
  {
    name: 'an utterance outlasts the service that heard it',
    seed: 306,
    finding: 'a call stays busy',
    edits: [
      {
        file: 'server/session/rollover.ts',
        from: 'owedRequest: owed?.request, utterance: undefined }',
        to: 'owedRequest: owed?.request }',
      },
    ],
  },
  {
    name: 'the end of a service that was given up counts as another loss',
    seed: 34,
    finding: 'a service that is lost is lost again',
    edits: [
      { file: 'server/session/reduce.ts', from: '(connection !== current || lost)', to: 'connection !== current' },
      {
        file: 'server/session/reduce.ts',
        from: 'return isRecoverable(signal.closure, {',
        to: 'return state.link.lost || isRecoverable(signal.closure, {',
      },
    ],
  },
  {
    name: 'what is stopped while the service is lost is asked for when it is back',
    seed: 1999,
    finding: 'what was stopped is asked for',
    edits: [
      {
        file: 'server/session/from-page.ts',
        from: 'link: { ...state.link, owesResponse: false, owedRequest: undefined },',
        to: '',
      },
    ],
  },
  {
    name: 'speech does not stop what was said before',
    seed: 3,
    finding: 'an answer sounds while the page listens',
    edits: [
      {
        file: 'server/session/barge-in.ts',
        from: '    cut,\n    setToolsAside,',
        to: '    setToolsAside,',
      },
    ],
  },
  {
    name: 'a page that was stopped keeps its timers',
    seed: 6,
    finding: 'a stopped page has a timer',
    edits: [
      {
        file: 'client/state/timers.ts',
        from: "if (!wanted) return [{ type: 'clearTimer', name }]",
        to: 'if (!wanted) return []',
      },
    ],
  },
  {
    name: 'a function call that was half written is kept for ever',
    seed: 394,
    finding: 'a list grows',
    edits: [{ file: 'server/session/rollover.ts', from: '        drafts: [],\n', to: '' }],
  },
  {
    name: 'a page that does not come back is waited for without end',
    seed: 1,
    finding: 'a call is left',
    edits: [
      {
        file: 'server/session/absence.ts',
        from: "    { type: 'setTimer', timer: 'grace', afterMs: state.options.resumeWithinMs },\n",
        to: '',
      },
    ],
  },
  {
    name: 'a call that ends leaves its session with the service open',
    seed: 3,
    finding: 'a connection is left',
    edits: [
      {
        file: 'server/upstream/connection.ts',
        from: '    if (wasOpen) socketOf()?.close(1000)\n    else socketOf()?.terminate()',
        to: '    if (!wasOpen) socketOf()?.terminate()',
      },
    ],
  },
]
