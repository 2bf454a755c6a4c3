/** Shows the state: each part of the page takes what it needs, and touches only what is new. */

import type { Seen } from '../features/announcer/announcer.ts'
import { loadWords } from '../i18n/dictionary.ts'
import type { Language } from '../i18n/languages.ts'
import type { Words } from '../i18n/words.ts'
import { isAudible } from '../state/answers.ts'
import { choiceOf, isChoice } from '../state/choices.ts'
import { secondsLeft } from '../state/countdown.ts'
import type { PageEvent } from '../state/events.ts'
import type { State } from '../state/model.ts'
import { microphoneNotice, sentenceOf, statusOf } from '../state/status.ts'
import { byId, keepEnd, make, onChange, setText } from './dom.ts'
import type { Envelope } from './envelope.ts'
import { createLabels } from './labels.ts'
import { createLatePart, type Part } from './late-part.ts'
import { createNotices } from './notices.ts'
import { createPace } from './pace.ts'
import { createStage, gapOf, isLevelAlone } from './stage.ts'
import { createTranscript } from './transcript.ts'

export interface View {
  render(state: State): void
  /** Empties the text box of what was sent. */
  clearDraft(text: string): void
}

export const see = (state: State): Seen => ({
  state,
  status: statusOf(state),
  sentence: sentenceOf(state),
  notice: microphoneNotice(state),
  secondsLeft: secondsLeft(state),
  audible: state.answers.followed.filter(isAudible).map(({ entry }) => entry),
})

/** `levelAt` tells how loud an answer is at the place that is being heard; `dispatch` takes what the user does with parts that come later. */
export function createView(
  levelAt: Envelope['levelAt'],
  dispatch: (event: PageEvent) => void,
  askStatus: () => Promise<unknown>,
): View {
  const failed = () => dispatch({ type: 'part.failed' })
  const message = byId('message', HTMLInputElement)
  const session = byId('session', HTMLButtonElement)
  const actions = byId('actions')
  const late = (isNeeded: (state: State) => boolean, load: () => Promise<Part>) =>
    createLatePart(isNeeded, load, failed)
  const stage = createStage(levelAt)
  const parts = [
    createLabels(),
    stage.draw,
    createNotices(),
    late(
      ({ access }) => access.needs !== 'granted',
      async () => (await import('../features/access-code/access-form.ts')).createAccessForm(session, actions, dispatch),
    ),
    late(
      ({ choices }) => isChoice(choices),
      async () => (await import('../features/choices/offers.ts')).createOffers(session, actions, dispatch, choiceOf),
    ),
    createTranscript(),
    late(
      () => true,
      async () =>
        (await import('../features/announcer/announcer.ts')).createAnnouncer(byId('announcer'), see, {
          make,
        }),
    ),
    late(
      ({ log }) => log.opened,
      async () => (await import('../features/log/log-pane.ts')).createLogPane(byId('log'), { keepEnd, make }),
    ),
    late(
      ({ about }) => about,
      async () => (await import('../features/about/about.ts')).createAbout(byId('about'), askStatus, { make, setText }),
    ),
  ]
  let words: Words | undefined
  let last: State | undefined

  function show(): void {
    if (!words || !last) return
    for (const part of parts) part(last, words)
  }
  // Until the words have come, the page goes on in those it has.
  const load = onChange((language: Language) => {
    loadWords(language, failed).then((loaded) => {
      if (last?.language !== language) return
      words = loaded
      show()
    })
  })

  // Once a frame at most, however many states there were. A page that no one sees has no frames, but a screen reader.
  const drawSoon = createPace(show)

  return {
    render: (state) => {
      const before = last ?? state
      const isLevel = last !== undefined && isLevelAlone(last, state)
      last = state
      load(state.language)
      if (document.hidden) show()
      else if (!isLevel || stage.isMoved(state)) drawSoon(gapOf(before, state, isLevel))
    },
    clearDraft: (text) => {
      if (message.value.trim() === text) message.value = ''
    },
  }
}
