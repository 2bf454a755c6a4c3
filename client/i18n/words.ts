/** Everything the page can say. Each language is one object of this type, so a missing sentence is a compile error. */

import type { ErrorCode } from '../../shared/errors.ts'
import type { EndingReason } from '../../shared/messages.ts'
import type { UserSetting } from '../../shared/user-choice.ts'
import type { Theme } from '../state/events.ts'
import type { PageProblem } from '../state/model.ts'
import type { MicrophoneNotice, Sentence, Status } from '../state/status.ts'
import type { ApprovalEntry, Note, ToolEntry } from '../state/transcript.ts'
import type { Language } from './languages.ts'

type Explanation = Readonly<{ message: string; remedy: string }>

export type Words = Readonly<{
  tagline: string
  start: string
  stop: string
  mute: string
  /** in the place of `mute`, while there is no microphone that could be muted */
  useMicrophone: string
  interrupt: string
  message: string
  messageHint: string
  unblock: string
  /** after the server was deployed again */
  renew: string
  send: string
  language: string
  /** of these words */
  lang: Language
  theme: string
  themes: Readonly<Record<Theme, string>>
  /** what the user may choose; `standard` is what the agent has where no label says it */
  offers: Readonly<Record<UserSetting | 'standard', string>>
  status: Readonly<Record<Status, string>>
  sentence: Readonly<Record<Sentence, string>>
  /** the end that comes by itself; seconds until then */
  ending: Readonly<Record<EndingReason, (seconds: number) => string>>
  access: Readonly<{
    code: string
    enter: string
    signInLink: string
    wrong_code: string
    locked: (minutes: number) => string
    offline: string
  }>
  level: string
  microphone: Readonly<Record<MicrophoneNotice, string>>
  conversation: string
  invitation: string
  /** of a page that was reloaded during a session */
  invitationLeft: string
  you: string
  agent: string
  notUnderstood: string
  /** read aloud before words that are shown struck through */
  unheard: string
  tool: Readonly<Record<ToolEntry['outcome'], string>>
  /** what an approval says: the question, and then what became of it */
  approval: Readonly<Record<ApprovalEntry['outcome'], string> & { allow: string; deny: string }>
  note: Readonly<Record<Note, string>>
  dropped: (count: number) => string
  log: string
  verbose: string
  emulator: string
  emulatorHint: string
  /** instead of the remedy, when the voice service says how long it wants to be left alone */
  retryAfter: (seconds: number) => string
  problem: Readonly<Record<ErrorCode | PageProblem, Explanation>>
}>
