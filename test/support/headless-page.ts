/** The page without a browser: the real one, on a real socket; what it would play is counted. */

import { createPage } from '../../client/page.ts'
import { openSocket } from '../../client/ports/socket.ts'
import type { Event } from '../../client/state/events.ts'
import type { State } from '../../client/state/model.ts'
import { systemClock } from '../../server/clock.ts'

export type HeadlessPage = Readonly<{
  state: () => State
  dispatch: (event: Event) => void
  /** samples that came of each answer, and how many it was said to have */
  answers: ReadonlyMap<number, { received: number; total: number | undefined }>
  until: (holds: (state: State) => boolean) => Promise<void>
}>

/** Opens a page whose session starts by itself. */
export function openHeadlessPage(url: string): HeadlessPage {
  const answers = new Map<number, { received: number; total: number | undefined }>()
  const waiting = new Set<() => void>()
  const answer = (number: number) => {
    const one = answers.get(number) ?? { received: 0, total: undefined }
    answers.set(number, one)
    return one
  }
  const { initial, dispatch } = createPage(
    { secure: true, language: 'en', theme: 'system', remembered: {} },
    {
      clock: systemClock,
      isOutdated: async () => false,
      askAccess: async () => ({ type: 'access.told', access: 'granted', offers: null, emulated: false }),
      giveCode: async () => ({ type: 'code.accepted' }),
      openAudio: (emit) => {
        queueMicrotask(() => emit({ type: 'audio.opened' }))
        return {
          perform: (effect) => {
            if (effect.type === 'openMicrophone') queueMicrotask(() => emit({ type: 'microphone.opened' }))
            if (effect.type === 'play') answer(effect.answer).received += effect.pcm.length
            if (effect.type === 'finish') answer(effect.answer).total = effect.samples
          },
          close: () => {},
        }
      },
      openSocket: (emit) => openSocket(url, emit),
      remember: () => {},
      keepCall: () => {},
      clearDraft: () => {},
      render: (now) => {
        state = now
        for (const check of [...waiting]) check()
      },
    },
  )
  let state: State = initial
  const until = (holds: (state: State) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!holds(state)) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  dispatch({ type: 'page.opened', left: null })
  void until(({ access }) => access.needs === 'granted').then(() => dispatch({ type: 'session.pressed' }))
  return { state: () => state, dispatch, answers, until }
}
