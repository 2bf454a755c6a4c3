/** One entry of the transcript as an element: who, what, and what of it went unheard. */

import type { Words } from '../i18n/words.ts'
import type { AgentEntry, Entry, ToolEntry, UserEntry } from '../state/transcript.ts'
import { createApproval } from './approval.ts'
import { make, setHidden, setText } from './dom.ts'

export type EntryView = Readonly<{ element: HTMLElement; update: (entry: Entry, words: Words) => void }>

/** Stands for words that are not known yet. */
const ELLIPSIS = '…'

/** Every entry has the same four parts; what is not needed stays empty, and is not shown. */
export function createEntry(first: Entry): EntryView {
  const element = make('div', `entry ${first.kind}`)
  const who = make('span', 'who')
  const text = make('p', 'text')
  // What is said may run the other way than the page.
  text.dir = 'auto'
  const heard = make('span', 'heard')
  const mark = make('span', 'visually-hidden')
  // Ours, and so no sign of which way the text runs.
  mark.dir = 'auto'
  const rest = make('span', 'rest')
  text.append(heard, mark, rest)
  element.append(who, text)

  const updateApproval = first.kind === 'approval' ? createApproval(element, first) : undefined

  const updateUser = (entry: UserEntry, words: Words) => {
    setText(who, words.you)
    setText(heard, entry.text === null ? words.notUnderstood : entry.text || ELLIPSIS)
    element.classList.toggle('partial', !entry.final)
    element.classList.toggle('unknown', entry.text === null)
    // A cough, or words whose caption never came.
    setHidden(element, entry.final && entry.text === '')
  }
  const updateAgent = (entry: AgentEntry, words: Words) => {
    setText(who, words.agent)
    const unheard = entry.text.slice(entry.heardLength).trimStart()
    setText(heard, entry.text.slice(0, entry.text.length - unheard.length))
    setText(mark, entry.settled ? ` ${words.unheard} ` : '')
    setText(rest, unheard || (entry.final || entry.text ? '' : ELLIPSIS))
    element.classList.toggle('partial', !entry.final)
    element.classList.toggle('cut', entry.cut)
    // Which words went unheard is not known yet.
    element.classList.toggle('unsettled', entry.cut && !entry.settled)
    // An answer that only called a tool has nothing to show.
    setHidden(element, entry.final && entry.text === '')
  }
  const updateTool = (entry: ToolEntry, words: Words) => {
    setText(who, entry.name)
    setText(heard, words.tool[entry.outcome])
    element.dataset.outcome = entry.outcome
  }
  return {
    element,
    update: (entry, words) => {
      if (entry.kind === 'user') updateUser(entry, words)
      else if (entry.kind === 'agent') updateAgent(entry, words)
      else if (entry.kind === 'tool') updateTool(entry, words)
      else if (entry.kind === 'approval') {
        setText(who, `${entry.server}/${entry.name}`)
        setText(heard, words.approval[entry.outcome])
        updateApproval?.(entry, words)
      } else setText(heard, words.note[entry.note])
    },
  }
}
