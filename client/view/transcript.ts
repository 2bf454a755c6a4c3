/** The captions of both sides, one element an entry, changed in place. */

import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'
import type { Entry } from '../state/transcript.ts'
import { byId, keepEnd, setHidden, setText } from './dom.ts'
import { createEntry, type EntryView } from './entry.ts'

export function createTranscript(): (state: State, words: Words) => void {
  const log = byId('transcript')
  const invitation = byId('invitation')
  const dropped = byId('transcript-dropped')
  keepEnd(log)
  const shown = new Map<number, { entry: Entry; view: EntryView }>()
  let last: { transcript: State['transcript']; words: Words } | undefined

  function show(entry: Entry, words: Words, isTranslated: boolean): void {
    const known = shown.get(entry.key)
    if (known?.entry === entry && !isTranslated) return
    const view = known?.view ?? createEntry(entry)
    if (!known) log.append(view.element)
    view.update(entry, words)
    shown.set(entry.key, { entry, view })
  }

  function forgetBefore(firstKey: number): void {
    for (const [key, { view }] of shown) {
      if (key >= firstKey) return
      view.element.remove()
      shown.delete(key)
    }
  }

  return ({ transcript, left }, words) => {
    setText(invitation, left === null ? words.invitation : words.invitationLeft)
    if (last?.transcript === transcript && last.words === words) return
    const isTranslated = last?.words !== words
    last = { transcript, words }
    setHidden(invitation, transcript.entries.length > 0)
    setHidden(dropped, transcript.dropped === 0)
    if (transcript.dropped > 0) setText(dropped, words.dropped(transcript.dropped))
    forgetBefore(transcript.entries[0]?.key ?? 0)
    for (const entry of transcript.entries) show(entry, words, isTranslated)
  }
}
