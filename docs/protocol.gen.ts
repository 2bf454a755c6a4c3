/** Writes docs/protocol.md from the schemas in shared/, so that the page about the wire cannot disagree with it (`npm run docs`). */

import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import * as z from 'zod/mini'
import { SILENT_AFTER_MS } from '../client/state/link.ts'
import { PAGE_SILENT_AFTER_MS } from '../server/session/liveness.ts'
import { REDIAL_MAX_MS } from '../server/session/pauses.ts'
import { ANSWER_FRAME_HEADER_BYTES } from '../shared/answer-frame.ts'
import { FRAME_MAX_BYTES, FRAME_MIN_BYTES, SAMPLE_RATE_HZ } from '../shared/audio-format.ts'
import { type ClientMessage, clientMessage } from '../shared/client-messages.ts'
import { errors } from '../shared/error-sentences.ts'
import { closeCodes, isResumable, REDIALLED_CODE } from '../shared/errors.ts'
import { MESSAGE_MAX_BYTES, type ServerMessage, serverMessage } from '../shared/messages.ts'

const meanings: Record<ClientMessage['type'] | ServerMessage['type'], string> = {
  'session.start':
    'Open a session with the voice service. Once per socket, after `hello`. `choice` has labels that `GET /access` offered; any other ends the session with `bad_message`.',
  'session.resume':
    'First message on another socket: go on with the call of that ticket. `received` is how many messages of the call the page has, audio frames included, `hello` of the first socket too; null from a page that was loaded anew, which is then told the conversation again.',
  'session.stop': 'End the session; the server closes the voice service at once, then this socket with 1000.',
  'text.send': 'A typed turn. It interrupts an answer that is running.',
  'answer.interrupt': 'Stop the running answer (the Interrupt button).',
  'playback.stopped': 'What was really played of an answer that was cut, so that the conversation is truncated there.',
  'approval.answer':
    'Whether the agent may make the call that `approval.asked` told of. An answer to one that is closed changes nothing.',
  'service.watch':
    'Whether the page wants to be told what the service says by its own names, for its log; off until it asks.',
  received: 'Now and then: how many messages of the call the page has, so that the server need not keep them.',
  pong: 'The reply to `ping`, with its nonce.',
  hello: 'First message of the server: what it speaks and accepts, and whether the emulator is behind it.',
  'session.ready':
    'The voice service accepted the session: microphone frames may flow. `ticket` is what the page comes back with on another socket, within `resumeSeconds` of losing this one; 0 means that it cannot.',
  'session.resumed':
    'The call goes on. `received` is how many `text.send`, `answer.interrupt`, `playback.stopped` and `approval.answer` the server has; the page sends the others again. Then come the messages that the page has not received. Not counted itself.',
  'service.lost': 'The voice service was lost; the server connects it again. What is said meanwhile waits.',
  'service.waiting':
    'The voice service is not being connected yet: `turn`, because other calls come first, or `sign-in`, because the server signs in and that takes long. It goes on by itself.',
  'service.resumed': 'The voice service is back, and remembers the conversation.',
  'service.event': 'After `service.watch`: an event of the service by its own name. Nothing hangs on it.',
  'service.cause':
    'After `service.watch`, on the server’s own machine (loopback, open): why a connection to the service ended, without secrets.',
  'speech.started': 'The user began an utterance; `item` will carry its caption.',
  'speech.stopped': 'The user ended the utterance.',
  'user.caption.delta': 'A piece of what the user was heard to say.',
  'user.caption.done':
    'All of what the user was heard to say; null when it could not be transcribed, empty when there was no word in it: then nothing is shown, unless words are known already.',
  'answer.started': 'Ties an answer number to its conversation item. Numbers rise from 1 within a session.',
  'answer.caption.delta': 'A piece of what the agent says.',
  'answer.word': 'When a word is spoken, in ms of the answer (voices that report word times).',
  'answer.audio.done': 'All audio of the answer was sent: this many samples.',
  'answer.done':
    'The answer is complete or was ended, with its whole text. `heard` comes with an answer that is told again after a reload: how much of the text was heard, in UTF-16 code units.',
  'answer.heard':
    'How much of the text of an answer was heard, in UTF-16 code units. Not `settled`: the answer broke off, and no more than this can be. `settled`: it was cut, `playback.stopped` has told where, and this is what the conversation goes on with.',
  'answer.none':
    'Nothing comes of what the user said or typed (a cough, a response without words): it is their turn again. Last message of a conversation that is told again after a reload, where none is awaited.',
  'answer.awaited':
    'An answer is still to come that the page may know nothing of: after a reload, as the last message of the conversation that is told again, or when the next session of the service is asked again.',
  'answers.cut': 'Barge-in or interrupt: answers up to this number are over; their late audio must stay silent.',
  'tool.started': 'The agent called a tool. That of an MCP server is named `server/tool`.',
  'tool.done': 'The tool returned; `ok` is false when it failed and the agent was told so.',
  'approval.asked':
    'The agent wants to call a tool of an MCP server, and waits for `approval.answer`. `arguments` are JSON for the user to read; an ellipsis ends what is too long.',
  'approval.closed': 'The call will not be made any more, for the session that asked is gone: no answer is wanted.',
  'session.ending':
    'The session ends by itself in so many seconds: `idle` unless the user speaks or types, `limit` in any case.',
  'session.continued': 'The user is there after all: the end for idleness that was announced is off.',
  error: 'What went wrong and what to do. `fatal` means that the session is over.',
  ping: 'After 5 s in which the server had nothing to say, or heard nothing of the page. The reply is proof of life.',
}

type JsonSchema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

const bounds = (schema: JsonSchema): string => {
  const length = schema.maxLength === undefined ? '' : ` of ${schema.minLength ?? 0}–${schema.maxLength} characters`
  const low = schema.exclusiveMinimum === undefined ? schema.minimum : schema.exclusiveMinimum + 1
  const high = schema.maximum === undefined || schema.maximum >= Number.MAX_SAFE_INTEGER ? '' : ` ≤ ${schema.maximum}`
  return length + (low === undefined ? '' : ` ≥ ${low}`) + high
}

const typeOf = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum)
    return schema.enum.length > 6
      ? 'a code of the table below'
      : schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.properties) return fieldsOf(schema).join(', ')
  return `${schema.type ?? 'any'}${bounds(schema)}`
}

const fieldsOf = ({ properties = {}, required = [] }: JsonSchema): string[] =>
  Object.entries(properties).map(([name, field]) => {
    const described = field.properties ? `{ ${typeOf(field)} }` : typeOf(field)
    return `\`${name}\`${required.includes(name) ? '' : ' (optional)'}: ${described}`
  })

const rows = (schema: z.core.$ZodType): string => {
  const json: JsonSchema = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' })))
  const members = json.oneOf ?? json.anyOf ?? []
  return members
    .map(({ properties = {}, required = [] }) => {
      const { type, ...fields } = properties
      const name = String(type?.const)
      const described = fieldsOf({ properties: fields, required })
      const meaning = Object.entries(meanings).find(([key]) => key === name)?.[1] ?? ''
      return `| \`${name}\` | ${described.join('<br>') || '–'} | ${meaning} |`
    })
    .join('\n')
}

/** The whole page, as Markdown. */
export const protocolPage = (): string => `# The wire between page and server

Generated from \`shared/\` by \`npm run docs\`; a test fails when the two differ. Do not edit by hand.

One WebSocket, \`/ws\`, same origin. Control messages are JSON text; audio is binary. The server speaks first.
Both sides parse every message against the same strict schemas; a field too many is an error.

## Page to server

| message | fields | meaning |
|---|---|---|
${rows(clientMessage)}

A binary frame from the page is raw PCM16LE, mono, ${SAMPLE_RATE_HZ} Hz, ${FRAME_MIN_BYTES} to ${FRAME_MAX_BYTES} bytes, an even number of them.
A text message is at most ${MESSAGE_MAX_BYTES} bytes.

## Server to page

| message | fields | meaning |
|---|---|---|
${rows(serverMessage)}

A binary frame from the server is a header of ${ANSWER_FRAME_HEADER_BYTES} bytes and then PCM16LE, mono, ${SAMPLE_RATE_HZ} Hz:

| bytes | content |
|---|---|
| 0–3 | answer number, uint32 little-endian, from 1 |
| 4–7 | offset of the first sample in that answer, uint32 little-endian |
| 8– | samples |

## Errors

| code | message | remedy |
|---|---|---|
${Object.entries(errors)
  .map(([code, { message, remedy }]) => `| \`${code}\` | ${message} | ${remedy} |`)
  .join('\n')}

A fatal error is the last message: the socket closes behind it, and the reason in the close frame is the code again, for a page that could
not read the message. \`retryAfterSeconds\` is there when the voice service said how long it wants to be left alone.

A service that is lost in the middle of a call is dialled again: at once, then after about half a second, one, two, four and ${REDIAL_MAX_MS / 1000} s,
a little different in each call, or when it says that it may be (\`retry-after\` in seconds or as a date, \`retry-after-ms\`, \`x-ms-retry-after-ms\`).
A call that has been without it for \`RECONNECT_SECONDS\` (180) ends with an error; sessions that are lost within a minute do not end that time.
It ends at once when the service closes with a code that says that it meant it (1000, 1002, 1003, 1007, 1008, 1009), or no longer lets the
server in; not after 1008 behind \`session_output_overflow\`, for which a new session is the cure. A first connection that is lost before
the session began is tried twice more. A service that answers no ping for 25 s (60 while it sends without a break), takes no audio for 5,
says nothing at all for 10 when it was asked for an answer (or, 10 s into an utterance, for an item that there is not), or for 40 to 60 in the middle of a response (unless a server of tools works for it),
is lost. The next session is asked for the answer that is still owed, also behind an \`answer.none\`; not when the user interrupted, or was told
by an error why there is none.

All calls of a server share its new connections: \`DIALS_PER_MINUTE\` (25 on Azure), the oldest call first. While the service takes nobody,
one call tries for all. Whoever waits is told by \`service.waiting\`.

## Close codes

| code | name | the page comes back |
|---|---|---|
${Object.entries(closeCodes)
  .map(([name, code]) => `| ${code} | ${name} | ${isResumable(code) ? 'yes' : 'no'} |`)
  .join('\n')}
| any other | the network, or a proxy | yes |

A socket is greeted with \`hello\`, and its first request decides: \`session.start\` is a new call, \`session.resume\` one that is held. Before
that it is no call, and is not logged as one. A resume token works under the access cookie (or the person signed in) that the call began
under, and under no other; where access is open it is the token alone. The address may change, for a phone changes networks.

A page hears of the server at least every 5 s. After ${SILENT_AFTER_MS / 1000} s without a message it gives the socket up (close code ${REDIALLED_CODE}) and opens another, and
at once when the device is online again; what is late because the page was hidden, frozen or suspended is no evidence, and 7 s after it woke
are enough. The server
holds a call after ${PAGE_SILENT_AFTER_MS / 1000} s without a sign of life from its page, as if the line were lost: anything on the old socket, or a new one, brings it
back. Microphone audio that a frozen link held back for longer than 14 s is dropped and counted (\`stale\`), and is no flood.

A page that comes back opens another socket: after 250 ms, 500 ms, 1, 2 and then 4 s, for \`resumeSeconds\` in all. The server holds the call
for \`RESUME_SECONDS\` when it sees 1001, 1006 or ${REDIALLED_CODE}. Messages carry no numbers: each side counts what it receives, and the other sends
again what is missing, so that each message arrives once and in order. What the user says while the page is away is not sent
late: it is dropped and counted, for it would make one utterance of pieces, and the page says that it does not listen.
A reload comes back as well: the tab keeps its ticket, and the server tells the conversation again, with \`service.lost\` and \`session.ending\` where they hold. A restarted server has no calls, so 1012 means a new session.
`

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(new URL('protocol.md', import.meta.url), protocolPage())
