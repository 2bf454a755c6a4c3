/** The conversation as it is shown: what each side said, what was heard of it, and which tools were used. */

import { clip } from '../../shared/clip.ts'

/** Entries kept; the oldest go first, and are counted. */
export const TRANSCRIPT_MAX_ENTRIES = 500

/** Longest text of one entry, in UTF-16 code units: some twenty minutes of speech. */
const ENTRY_MAX_LENGTH = 20_000

type Keyed = Readonly<{ key: number }>

/** What the user said (`item` names the utterance) or typed (`item` is null). `text` is null when no one could make it out, and
 * empty when there was none: a final entry without text is not shown. */
export type UserEntry = Keyed & Readonly<{ kind: 'user'; item: string | null; text: string | null; final: boolean }>

/**
 * What the agent said: the first `heardLength` code units of `text` were heard, the rest is yet to come or, if `cut`, never was.
 * Until that is `settled`, no one knows how much of the rest.
 */
export type AgentEntry = Keyed &
  Readonly<{ kind: 'agent'; text: string; heardLength: number; cut: boolean; settled: boolean; final: boolean }>

export type ToolEntry = Keyed &
  Readonly<{ kind: 'tool'; call: string; name: string; outcome: 'running' | 'succeeded' | 'failed' }>

/** A call of a tool that the user allows or denies; `closed` when that is of no use any more. */
export type ApprovalEntry = Keyed &
  Readonly<{
    kind: 'approval'
    id: string
    server: string
    name: string
    arguments: string
    outcome: 'asked' | 'allowed' | 'denied' | 'closed'
  }>

export type Note = 'session.started' | 'session.stopped' | 'session.failed'
type NoteEntry = Keyed & Readonly<{ kind: 'note'; note: Note }>

export type Entry = UserEntry | AgentEntry | ToolEntry | ApprovalEntry | NoteEntry

/** Keys rise by one, so an entry is found by its distance from the first. `sessionKey` is the first key of the running session. */
export type Transcript = Readonly<{ entries: readonly Entry[]; nextKey: number; sessionKey: number; dropped: number }>

export const emptyTranscript: Transcript = { entries: [], nextKey: 1, sessionKey: 1, dropped: 0 }

type Unkeyed<E extends Entry> = E extends Entry ? Omit<E, 'key'> : never

export function append(transcript: Transcript, entry: Unkeyed<Entry>): Transcript {
  const entries = [...transcript.entries, { ...entry, key: transcript.nextKey }]
  const surplus = Math.max(0, entries.length - TRANSCRIPT_MAX_ENTRIES)
  return {
    ...transcript,
    entries: surplus > 0 ? entries.slice(surplus) : entries,
    nextKey: transcript.nextKey + 1,
    dropped: transcript.dropped + surplus,
  }
}

/** Replaces the entry of that key; an entry that was dropped stays dropped. */
function change(transcript: Transcript, key: number, next: (entry: Entry) => Entry): Transcript {
  const index = key - (transcript.entries[0]?.key ?? 0)
  const entry = transcript.entries[index]
  if (!entry) return transcript
  const changed = next(entry)
  return changed === entry ? transcript : { ...transcript, entries: transcript.entries.with(index, changed) }
}

/** From here on, item and call ids belong to a new session. */
export const beginSession = (transcript: Transcript): Transcript => ({ ...transcript, sessionKey: transcript.nextKey })

const bounded = (text: string): string => clip(text, ENTRY_MAX_LENGTH)

/** The newest entry of the running session that fits. */
const newest = ({ entries, sessionKey }: Transcript, fits: (entry: Entry) => boolean): Entry | undefined =>
  entries.findLast((entry) => entry.key >= sessionKey && fits(entry))

/** The entry of an utterance, made if it is not there yet. */
function changeUtterance(transcript: Transcript, item: string, next: (entry: UserEntry) => UserEntry): Transcript {
  const known = newest(transcript, (entry) => entry.kind === 'user' && entry.item === item)
  const begun = known ? transcript : append(transcript, { kind: 'user', item, text: '', final: false })
  const key = known?.key ?? transcript.nextKey
  return change(begun, key, (entry) => (entry.kind === 'user' ? next(entry) : entry))
}

/** An utterance takes its place when it begins: its caption may come after the answer to it. */
export const beginUtterance = (transcript: Transcript, item: string): Transcript =>
  changeUtterance(transcript, item, (entry) => entry)

export const extendUtterance = (transcript: Transcript, item: string, delta: string): Transcript =>
  changeUtterance(transcript, item, (entry) =>
    entry.final ? entry : { ...entry, text: bounded((entry.text ?? '') + delta) },
  )

/** The service may tell of an utterance again, without its words: those that are known stay. */
export const finishUtterance = (transcript: Transcript, item: string, text: string | null): Transcript =>
  changeUtterance(transcript, item, (entry) => {
    if (text?.trim()) return { ...entry, text: bounded(text), final: true }
    if (entry.text) return { ...entry, final: true }
    return entry.final && text === null ? entry : { ...entry, text: text === null ? null : '', final: true }
  })

export const changeAgent = (transcript: Transcript, key: number, next: (entry: AgentEntry) => AgentEntry): Transcript =>
  change(transcript, key, (entry) => (entry.kind === 'agent' ? next(entry) : entry))

export const extendAgent = (transcript: Transcript, key: number, delta: string): Transcript =>
  changeAgent(transcript, key, (entry) => (entry.final ? entry : { ...entry, text: bounded(entry.text + delta) }))

export const replaceAgent = (transcript: Transcript, key: number, text: string): Transcript =>
  changeAgent(transcript, key, (entry) => (entry.final ? entry : { ...entry, text: bounded(text) }))

export const beginTool = (transcript: Transcript, call: string, name: string): Transcript =>
  append(transcript, { kind: 'tool', call, name, outcome: 'running' })

export function finishTool(transcript: Transcript, call: string, name: string, ok: boolean): Transcript {
  const outcome = ok ? 'succeeded' : 'failed'
  const known = newest(transcript, (entry) => entry.kind === 'tool' && entry.call === call)
  if (!known) return append(transcript, { kind: 'tool', call, name, outcome })
  return change(transcript, known.key, (entry) => (entry.kind === 'tool' ? { ...entry, outcome } : entry))
}

/** An answer of the user comes too late when the approval is not asked for any more: then nothing changes. */
export function settleApproval(
  transcript: Transcript,
  id: string,
  outcome: Exclude<ApprovalEntry['outcome'], 'asked'>,
): Transcript {
  const known = newest(transcript, (entry) => entry.kind === 'approval' && entry.id === id)
  return change(transcript, known?.key ?? 0, (entry) =>
    entry.kind === 'approval' && (outcome === 'closed' || entry.outcome === 'asked') ? { ...entry, outcome } : entry,
  )
}

/** Something waits for the person to allow or deny it. */
export const isApprovalAsked = ({ entries, sessionKey }: Transcript): boolean =>
  entries.some((entry) => entry.kind === 'approval' && entry.outcome === 'asked' && entry.key >= sessionKey)

/** Nothing more will come: what is still open is final as it stands. */
export function closeEntries(transcript: Transcript): Transcript {
  const close = (entry: Entry): Entry => {
    if (entry.kind === 'user' && !entry.final) return { ...entry, final: true }
    if (entry.kind === 'agent' && !entry.final) {
      const cut = entry.heardLength < entry.text.length
      return { ...entry, cut, settled: cut && entry.heardLength > 0, final: true }
    }
    if (entry.kind === 'approval' && entry.outcome === 'asked') return { ...entry, outcome: 'closed' }
    return entry.kind === 'tool' && entry.outcome === 'running' ? { ...entry, outcome: 'failed' } : entry
  }
  return { ...transcript, entries: transcript.entries.map(close) }
}

/** What stands last is a question in words: nothing has come of it. */
export function isLeftAlone({ entries }: Transcript): boolean {
  const last = entries.at(-1)
  return last?.kind === 'user' && Boolean(last.text?.trim())
}
