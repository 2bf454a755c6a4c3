/** English. The sentences of the server's errors come from the contract. */

import { errors } from '../../shared/error-sentences.ts'
import type { Words } from './words.ts'

const counted = (seconds: number) => (seconds === 1 ? 'one second' : `${seconds} seconds`)

export const en: Words = {
  tagline: 'Talk with an AI voice agent',
  start: 'Start session',
  stop: 'Stop session',
  mute: 'Mute microphone',
  useMicrophone: 'Use microphone',
  interrupt: 'Interrupt',
  message: 'Message',
  messageHint: 'Type a message',
  unblock: 'Turn on sound',
  renew: 'Reload',
  send: 'Send',
  language: 'Language',
  lang: 'en',
  theme: 'Appearance',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  offers: { voice: 'Voice', language: 'Spoken language', rate: 'Speech rate', standard: 'Standard' },
  status: {
    idle: 'Idle',
    starting: 'Starting',
    ready: 'Ready',
    listening: 'Listening',
    approval: 'Permission',
    processing: 'Processing',
    speaking: 'Speaking',
    resuming: 'Reconnecting',
    error: 'Error',
    stopped: 'Stopped',
  },
  sentence: {
    idle: 'Start a session, then just talk.',
    idleLeft: 'Your conversation is still open. Press Start session to go on with it.',
    idleInsecure:
      'This address is not secure (no HTTPS), so the browser gives no microphone and no sound. You can type, and read the answers.',
    starting: 'Connecting. Your browser may ask for the microphone.',
    ready: 'Your turn. Speak, or type a message.',
    readyNudged: 'I am listening. Say something whenever you like.',
    readyMuted: 'Your microphone is muted. Unmute it to speak, or type a message.',
    readyAsking: 'Allow the microphone to speak, or type a message.',
    readyByText: 'Your turn. Type a message.',
    enterCode: 'Enter the access code that you were given.',
    signIn: 'Sign in to talk with the agent.',
    listening: 'Go on, I am listening.',
    approval: 'The agent asks for your permission. Allow or deny it in the conversation.',
    processing: 'One moment.',
    speaking: 'Speak at any time to interrupt.',
    speakingByText: 'Type a message or press Interrupt at any time.',
    resuming: 'The connection is being restored. Nothing that you were told is lost.',
    waitingTurn: 'Many conversations are being connected. Yours comes in its turn, by itself.',
    waitingSignIn: 'The server is signing in to the voice service, which takes long. It goes on by itself.',
    error: 'The session has ended because of a problem.',
    stopped: 'The session has ended. Start another one at any time.',
  },
  ending: {
    idle: (seconds) => `Are you still there? Speak or type within ${counted(seconds)}, or the session ends.`,
    limit: (seconds) => `This session has reached its time limit and ends in ${counted(seconds)}.`,
  },
  access: {
    code: 'Access code',
    enter: 'Continue',
    signInLink: 'Sign in',
    wrong_code: 'This code is wrong. Check it and try again.',
    locked: (minutes) =>
      minutes === 1
        ? 'Too many wrong codes. Try again in a minute.'
        : `Too many wrong codes. Try again in ${minutes} minutes.`,
    offline: 'The server could not be reached. Check your network and try again.',
  },
  level: 'Microphone level',
  microphone: {
    denied:
      'The microphone is blocked. Allow it in the site settings of your browser, and it is used at once. Until then, type your messages.',
    missing: 'No microphone was found. Connect one, and it is used at once, or type your messages.',
    busy: 'Another program is using the microphone. Close it and press Use microphone, or type your messages.',
    unsupported:
      'This browser cannot use a microphone here. Open the page over HTTPS in a current browser, or type your messages.',
    silent:
      'The microphone gives no sound at all. Check whether it is switched off, or choose another one in your system.',
    lost: 'The microphone was disconnected. Connect it again, or another one, and it is used at once, or type your messages.',
    clipped: 'You are very loud. Move away from the microphone a little.',
    blocked: 'The browser keeps the sound back: you do not hear the agent. Turn the sound on, or type and read.',
    suspended:
      'The sound was taken away, by a call or a locked screen perhaps. It comes back by itself, or when you press anywhere.',
  },
  conversation: 'Conversation',
  invitation: 'What you say and what the agent answers appears here.',
  invitationLeft: 'What was said appears here again when you go on.',
  you: 'You',
  agent: 'Agent',
  notUnderstood: 'Not understood',
  unheard: 'Not heard:',
  tool: { running: 'in use', succeeded: 'done', failed: 'failed' },
  approval: {
    asked: 'May the agent use this?',
    allowed: 'Allowed',
    denied: 'Denied',
    closed: 'No longer needed',
    allow: 'Allow',
    deny: 'Deny',
  },
  note: {
    'session.started': 'Session started',
    'session.stopped': 'Session ended',
    'session.failed': 'Session ended by a problem',
  },
  dropped: (count) =>
    count === 1 ? 'One earlier entry is no longer shown' : `${count} earlier entries are no longer shown`,
  log: 'Log',
  verbose: 'Verbose',
  emulator: 'Emulator',
  retryAfter: (seconds) =>
    seconds === 0 ? 'You can start a new session now.' : `Start a new session in ${seconds} s.`,
  emulatorHint: 'No cloud is behind this page. Try:',
  problem: {
    ...errors,
    access_expired: {
      message: 'This page no longer knows you: your access has expired.',
      remedy: 'Enter the access code or sign in again, then start.',
    },
    audio_unavailable: {
      message: 'This browser could not open its sound output.',
      remedy: 'Check that a speaker is connected, or use another browser.',
    },
    connection_failed: {
      message: 'The server could not be reached.',
      remedy: 'Check your network, then start again.',
    },
    connection_lost: {
      message: 'The connection to the server was lost.',
      remedy: 'Check your network, then start again.',
    },
    connection_slow: {
      message: 'Your connection is too slow for your voice; some of your words were lost.',
      remedy: 'Move closer to your network, or type your messages.',
    },
    start_timeout: { message: 'The session did not start in time.', remedy: 'Start again.' },
    text_too_long: {
      message: 'This message is too long, and was not sent.',
      remedy: 'Shorten it, or send it in parts.',
    },
    websocket_blocked: {
      message: 'The server answers, but no conversation can be opened: something between blocks WebSocket connections.',
      remedy:
        'Start again; if it happens again, try another network, or ask who runs this one to let WebSockets through.',
    },
    version_mismatch: {
      message: 'This page and the server are of different versions.',
      remedy: 'Reload the page.',
    },
  },
}
