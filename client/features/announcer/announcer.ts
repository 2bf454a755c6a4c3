/** What a screen reader is told: at most one announcement a turn, and none while the agent or the user speaks. A late part: it imports nothing that runs. */

import type { Words } from '../../i18n/words.ts'
import type { State } from '../../state/model.ts'
import type { MicrophoneNotice, Sentence, Status } from '../../state/status.ts'
import type { AgentEntry, ApprovalEntry, Entry, UserEntry } from '../../state/transcript.ts'
import type { make } from '../../view/dom.ts'
import type { Part } from '../../view/late-part.ts'

/** A state, and what the page reads in it. `audible` are the keys of answers that come out of the speaker. */
export type Seen = Readonly<{
  state: State
  status: Status
  sentence: Sentence
  notice: MicrophoneNotice | null
  secondsLeft: number
  audible: readonly number[]
}>

/** Long enough for every screen reader to take it; then it is gone, so that no one finds it beside what is shown. */
const GONE_AFTER_MS = 1500

/** So long must no one speak first: a greeting begins a little after its session, and a pause between two steps is no end. */
export const QUIET_MS = 800

/** What was announced so far. */
export type Said = Readonly<{
  /** the part of a session that was announced last */
  stage: string
  problem: State['problem']
  notice: MicrophoneNotice | null
  ending: string | undefined
  /** turns up to this key are dealt with */
  throughKey: number
  /** keys of answers that came out of the speaker: who heard them needs no second voice */
  aloud: ReadonlySet<number>
  /** keys of approvals that were asked when anything was announced last */
  asked: readonly number[]
  /** since when no one speaks, nothing but that has begun or ended, and nothing has sounded; null while somebody speaks */
  quiet: Readonly<{ stage: string | undefined; playedSamples: number; sinceMs: number }> | null
}>

export const nothingSaid: Said = {
  stage: 'idle',
  problem: null,
  notice: null,
  ending: undefined,
  throughKey: 0,
  aloud: new Set(),
  asked: [],
  quiet: null,
}

/** Says what is new, all at once, when no one is talked over; what has passed by then is not said. '' when there is nothing. */
export function announce(said: Said, seen: Seen, words: Words, nowMs: number): readonly [Said, string] {
  const { state } = seen
  const quiet = quietOf(said, seen, nowMs)
  const heard = withAloud({ ...said, quiet }, seen)
  if (quiet === null || nowMs - quiet.sinceMs < QUIET_MS) return [heard, '']
  const { entries } = state.transcript
  // An answer that is still under way is dealt with when it is over: it may yet have to be read.
  const isOver = seen.audible.length === 0
  const now: Said = {
    ...heard,
    stage: quiet.stage ?? heard.stage,
    problem: state.problem,
    notice: lastingNotice(heard, seen),
    ending: state.ending?.reason,
    ...(isOver && { throughKey: state.transcript.nextKey - 1, aloud: new Set() }),
    asked: entries.flatMap((entry) => (entry.kind === 'approval' && entry.outcome === 'asked' ? [entry.key] : [])),
  }
  const parts = [
    ...(now.stage === heard.stage ? [] : [stageText(seen, words)]),
    ...(now.problem && now.problem !== heard.problem ? [problemText(now.problem, words)] : []),
    ...(now.notice && now.notice !== heard.notice ? [words.microphone[now.notice]] : []),
    ...(state.ending && now.ending !== heard.ending ? [words.ending[state.ending.reason](seen.secondsLeft)] : []),
    ...(isOver ? turnTexts(heard, entries, words) : []),
    ...approvalTexts(heard, entries, words),
  ]
  return [now, parts.join(' ')]
}

/** What comes and goes with the voice would be said again and again: that it is too loud is not said, that there is none is said once. */
function lastingNotice(said: Said, { state, notice }: Seen): Said['notice'] {
  if (notice !== null && notice !== 'clipped') return notice
  return said.notice === 'silent' && state.microphone !== 'off' ? 'silent' : null
}

/** No one speaks, and no answer is about to. Where the sound was taken away, or never was, no one is talked over. */
function isQuiet({ state, status }: Seen): boolean {
  if (status === 'speaking') return state.silenced !== null
  if (status === 'starting') return state.serviceWaits !== null
  return status !== 'listening' && status !== 'processing'
}

function quietOf({ quiet }: Said, seen: Seen, nowMs: number): Said['quiet'] {
  if (!isQuiet(seen)) return null
  const stage = stageOf(seen)
  const playedSamples = playedOf(seen.state)
  return quiet !== null && quiet.stage === stage && quiet.playedSamples === playedSamples
    ? quiet
    : { stage, playedSamples, sinceMs: nowMs }
}

/** How far the agent is heard: when line or service are lost, what has come of an answer goes on to sound. */
const playedOf = (state: State): number =>
  isSounding(state) ? state.answers.followed.reduce((sum, one) => sum + one.playedSamples, 0) : 0

const isSounding = ({ secure, silenced }: State): boolean => secure && !silenced

function withAloud(said: Said, { state, audible }: Seen): Said {
  const fresh = audible.filter((key) => !said.aloud.has(key))
  return fresh.length === 0 || !isSounding(state) ? said : { ...said, aloud: new Set([...said.aloud, ...fresh]) }
}

/** A turn is no new stage, and neither are its pauses. */
function stageOf({ status, sentence }: Seen): string | undefined {
  if (status === 'ready' || status === 'approval') return 'live'
  return status === 'speaking' ? undefined : sentence
}

function stageText({ state, status, sentence }: Seen, words: Words): string {
  // What went wrong is told by itself; and whose turn it is needs no more than a word.
  const isWord = state.problem?.fatal || status === 'ready' || status === 'approval'
  return isWord ? `${words.status[status]}.` : `${words.status[status]}. ${words.sentence[sentence]}`
}

function problemText({ code, retryAfterSeconds }: NonNullable<State['problem']>, words: Words): string {
  const { message, remedy } = words.problem[code]
  return `${message} ${retryAfterSeconds ? words.retryAfter(retryAfterSeconds) : remedy}`
}

type Turn = UserEntry | AgentEntry

const isFinalTurn = (entry: Entry): entry is Turn => (entry.kind === 'user' || entry.kind === 'agent') && entry.final

/** The last turn, if its answer was to be read and not heard; and what no one understood. Typed text is known to its writer. */
function turnTexts({ throughKey, aloud }: Said, entries: readonly Entry[], words: Words): readonly string[] {
  const fresh = entries.filter((entry) => entry.key > throughKey).filter(isFinalTurn)
  const turn = fresh.slice(
    Math.max(
      0,
      fresh.findLastIndex(({ kind }) => kind === 'user'),
    ),
  )
  const isRead = (entry: Turn) => entry.kind === 'agent' && entry.heardLength > 0 && !aloud.has(entry.key)
  const isAnswerRead = turn.some(isRead)
  return turn.flatMap((entry) => {
    if (entry.kind === 'agent')
      return isRead(entry) ? [`${words.agent}: ${entry.text.slice(0, entry.heardLength)}`] : []
    if (entry.item === null || entry.text === '') return []
    if (entry.text === null) return [`${words.you}: ${words.notUnderstood}`]
    return isAnswerRead ? [`${words.you}: ${entry.text}`] : []
  })
}

const approvalText = ({ server, name, outcome }: ApprovalEntry, words: Words): string =>
  `${server}/${name}: ${words.approval[outcome]}`

/** What waits for the person, and what does no longer though no one has answered it. */
const approvalTexts = ({ asked }: Said, entries: readonly Entry[], words: Words): readonly string[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'approval') return []
    const isNews = entry.outcome === (asked.includes(entry.key) ? 'closed' : 'asked')
    return isNews ? [approvalText(entry, words)] : []
  })

export function createAnnouncer(announcer: HTMLElement, see: (state: State) => Seen, dom: { make: typeof make }): Part {
  let said = nothingSaid
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = () => {}
  return function listen(state, words) {
    again = () => listen(state, words)
    const [now, text] = announce(said, see(state), words, performance.now())
    if (now.quiet !== said.quiet) {
      clearTimeout(timer)
      if (now.quiet) timer = setTimeout(() => again(), QUIET_MS)
    }
    said = now
    if (text === '') return
    const announcement = dom.make('p', '', text)
    announcer.append(announcement)
    setTimeout(() => announcement.remove(), GONE_AFTER_MS)
  }
}
