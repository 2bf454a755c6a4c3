/** Everything that can happen to the page, and everything that it can do about it. */

import type { AnswerFrame } from '../../shared/answer-frame.ts'
import type { ClientMessage } from '../../shared/client-messages.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { UserOffers, UserSetting } from '../../shared/user-choice.ts'
import type { CaptureEvent, MicrophoneRefusal, PlayerEvent } from '../audio/types.ts'
import type { PlaybackFault, PlayerFailure } from '../audio/worklet-messages.ts'
import type { Language } from '../i18n/languages.ts'

export type Theme = 'system' | 'light' | 'dark'

export const isTheme = (name: string): name is Theme => name === 'system' || name === 'light' || name === 'dark'

/** `granted`, or what is needed first. */
export type Admission = 'granted' | 'code' | 'sign-in'

/** Why a code did not open the page. */
export type CodeRefusal = Readonly<{ type: 'wrong_code' } | { type: 'locked'; minutes: number } | { type: 'offline' }>

/**
 * A call that the page was in: how long the server holds one that is lost, until when it holds this one, by the clock of the page, and
 * whether its microphone was muted.
 */
export type LeftCall = Readonly<{ ticket: string; resumeMs: number; untilMs: number; muted: boolean }>

/** Names of the timers. One of a name at a time. */
export type TimerName = 'start' | 'nudge' | 'rest' | 'answer' | 'redial' | 'look' | 'giveUp' | 'tick'

/** What the user did. */
export type PageEvent =
  /** Start or Stop, whichever the button shows */
  | { type: 'session.pressed' }
  | { type: 'interrupt.pressed' }
  | { type: 'mute.pressed' }
  /** Allow or Deny, for the approval of that id */
  | { type: 'approval.pressed'; id: string; approve: boolean }
  | { type: 'text.submitted'; text: string }
  | { type: 'verbose.switched'; on: boolean }
  /** who answers was asked for */
  | { type: 'about.opened' }
  /** a part of the page could not be fetched */
  | { type: 'part.failed' }
  /** the log was unfolded, for the first time at least */
  | { type: 'log.opened' }
  | { type: 'code.submitted'; code: string }
  | { type: 'language.chosen'; language: Language }
  | { type: 'theme.chosen'; theme: Theme }
  /** '' for what the agent has, where that has no label */
  | { type: 'offer.chosen'; setting: UserSetting; label: string }

/** What the server says about who may talk. */
export type AccessEvent =
  /** with what may be chosen by whoever is let in */
  | { type: 'access.told'; access: Admission; offers: UserOffers | null; emulated: boolean }
  /** no one answered */
  | { type: 'access.unknown' }
  | { type: 'code.accepted' }
  | { type: 'code.refused'; refusal: CodeRefusal }

/** What became of the devices, beside what the audio graph itself reports. */
type DeviceEvent =
  | { type: 'audio.opened' }
  /** there is no audio graph; `reason` is for the log */
  | { type: 'audio.failed'; reason: string }
  | { type: 'microphone.opened' }
  /** audio that the player could not take as it came */
  | PlaybackFault
  /** the player is gone */
  | PlayerFailure
  | { type: 'microphone.refused'; refusal: MicrophoneRefusal }
  /** the browser lets nothing sound before another press, or never does */
  | { type: 'audio.blocked' }
  /** the system has taken the sound away, for a telephone call for instance, or has given it back */
  | { type: 'audio.suspended' }
  | { type: 'audio.resumed' }
  /** a device came or went, or the person allowed the microphone after all */
  | { type: 'devices.changed' }

/** What the socket reports. `closed` comes at most once and last. */
export type SocketEvent =
  | { type: 'socket.message'; message: ServerMessage }
  | { type: 'socket.audio'; frame: AnswerFrame }
  /** something that the contract does not know; `fault` is for the log */
  | { type: 'socket.garbled'; fault: string }
  /** so many more microphone frames were dropped, because the network does not take them as fast as they come */
  | { type: 'socket.choked'; frames: number }
  | { type: 'socket.closed'; code: number; reason?: string | undefined; opened: boolean }

export type Event =
  /** with the call that it was in when it was last left */
  | { type: 'page.opened'; left: LeftCall | null }
  | { type: 'page.left' }
  /** it is seen again, or goes on after it was frozen */
  | { type: 'page.visible' }
  /** the server is another one than the page came from */
  | { type: 'page.outdated' }
  /** the device has a network again, perhaps another one */
  | { type: 'page.online' }
  | PageEvent
  | AccessEvent
  | DeviceEvent
  | SocketEvent
  | CaptureEvent
  | PlayerEvent
  | { type: 'timer.fired'; name: TimerName }

/** An event and when it came, in milliseconds since the page was opened. */
export type Stamped = Event & Readonly<{ atMs: number }>

export type Effect =
  /** answered by `access.told` or `access.unknown` */
  | { type: 'askAccess' }
  /** answered by `page.outdated`, if it is */
  | { type: 'askVersion' }
  /** answered by `code.accepted` or `code.refused` */
  | { type: 'giveCode'; code: string }
  /** make and resume the audio context, and the player in it; answered by `audio.opened` or `audio.failed` */
  | { type: 'openAudio' }
  /** answered by the socket's events; a socket that is there is given up for this one */
  | { type: 'connect' }
  /** answered by `microphone.opened` or `microphone.refused` */
  | { type: 'openMicrophone'; frameMs: number }
  | { type: 'setMuted'; muted: boolean }
  | { type: 'send'; message: ClientMessage }
  /** what a lost socket swallowed: it is counted already */
  | { type: 'resend'; message: ClientMessage }
  | { type: 'sendAudio'; pcm: ArrayBuffer }
  | { type: 'play'; answer: number; offsetSamples: number; pcm: Int16Array }
  | { type: 'finish'; answer: number; samples: number }
  /** answered by `playback.flushed` */
  | { type: 'flush' }
  /** nothing is to sound soon: the output may be let go */
  | { type: 'rest' }
  /** something is to sound soon */
  | { type: 'wake' }
  /** close socket, microphone and player; nothing of the session is heard of again */
  | { type: 'hangUp' }
  | { type: 'setTimer'; name: TimerName; afterMs: number }
  | { type: 'clearTimer'; name: TimerName }
  /** the text was taken: empty the box, if it is what is in there */
  | { type: 'clearDraft'; text: string }
  | { type: 'remember'; name: 'language' | 'theme' | `talker.${UserSetting}`; value: string }
  | { type: 'keepCall'; left: LeftCall }
