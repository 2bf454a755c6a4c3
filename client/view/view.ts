/** Shows the state: each part of the page takes what it needs, and touches only what is new. */

import { loadWords } from '../i18n/dictionary.ts'
import type { Language } from '../i18n/languages.ts'
import type { Words } from '../i18n/words.ts'
import type { State } from '../state/model.ts'
import { createAccess } from './access.ts'
import { byId, onChange } from './dom.ts'
import type { Envelope } from './envelope.ts'
import { createLabels } from './labels.ts'
import { createLogPane } from './log-pane.ts'
import { createStage } from './stage.ts'
import { createTranscript } from './transcript.ts'

export interface View {
  render(state: State): void
  /** Empties the text box. */
  clearDraft(): void
}

/** `levelAt` tells how loud an answer is at the place that is being heard. */
export function createView(levelAt: Envelope['levelAt']): View {
  const message = byId('message', HTMLInputElement)
  const parts = [createLabels(), createStage(levelAt), createAccess(), createTranscript(), createLogPane()]
  let words: Words | undefined
  let last: State | undefined

  function show(): void {
    if (!words || !last) return
    for (const part of parts) part(last, words)
  }
  // Until the words have come, the page goes on in those it has.
  const load = onChange((language: Language) => {
    loadWords(language).then((loaded) => {
      if (last?.language !== language) return
      words = loaded
      show()
    })
  })

  return {
    render: (state) => {
      last = state
      load(state.language)
      show()
    },
    clearDraft: () => {
      message.value = ''
    },
  }
}
