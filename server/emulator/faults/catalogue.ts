/** The faults that the dial `fault` chooses from: what each does, and how it is known that a service does it. Data only. */

/**
 * `recorded`: seen on the live service. `SDK`: the official SDK's models or telemetry name it. `documented`: the documentation, or the
 * source of another client that was run against the live service. `assumed`: neither, but sockets and services do such things.
 */
type Source = 'recorded' | 'SDK' | 'documented' | 'assumed'

type Entry = Readonly<{ source: Source; does: string }>

const from =
  (source: Source) =>
  (does: string): Entry => ({ source, does })
const [recorded, sdk, documented, assumed] = [from('recorded'), from('SDK'), from('documented'), from('assumed')]

const table = {
  'close-1001': assumed('closes: the service goes away'),
  'close-1006': assumed('cuts the connection without a close frame'),
  'close-1008': assumed('closes: policy'),
  'close-1011': assumed('closes: internal error'),
  'session-expired': assumed('an error `session_expired`, then close 1001, as Azure OpenAI Realtime does'),
  'output-overflow': documented(
    'an error `session_output_overflow`, then close 1008 (pydantic-ai); a new session goes on',
  ),
  stall: assumed('nothing more is sent or acted on; the socket stays open and pings are answered'),
  'stall-without-pongs': assumed('as `stall`, and pings are not answered either, for 40 s (on Deno and Bun they are)'),
  freeze: assumed('nothing is sent or read for as long as `thaw` says; then all of it is, in order'),
  'failed-response': recorded('the response fails: `message_creation_failed`, as when an agent failed'),
  'response-rate-limited': sdk('the response fails: `rate_limit_exceeded`'),
  'response-quota': sdk('the response fails: `insufficient_quota`'),
  'response-server-error': sdk('the response fails: `server_error`'),
  'response-filtered': sdk('the response is incomplete: `content_filter`; its item stands as far as it came'),
  'response-filtered-empty': assumed('the next response is incomplete before its first item: `content_filter`'),
  'response-max-tokens': sdk('the response is incomplete: `max_output_tokens`'),
  'no-response': assumed('the turn is transcribed and brings no response'),
  'empty-transcript': documented('the transcript of the turn is empty (pipecat); the response comes'),
  'null-transcript': assumed('the transcript of the turn is null; the response comes'),
  'repeated-transcript': documented(
    'once the next audio is committed, an empty transcript comes for the turn before (pipecat)',
  ),
  'failed-transcript': sdk('the transcription of the turn fails; the response comes'),
  'spurious-speech': assumed('a cough: `speech_started` and `speech_stopped`, and nothing after them'),
  'spurious-turn': assumed('a cough: a whole turn with an empty transcript and without a response'),
  error: assumed('an error that concerns nothing in particular'),
  'error-null-fields': assumed('an error with no field but null ones; in the SDK all but `message` are optional'),
  'error-burst': assumed('fifty errors in a row'),
  warning: sdk('a warning'),
  'warning-flood': assumed('5,000 warnings with codes of 2,000 characters, line ends and control characters in them'),
  'unknown-event': assumed('an event of a type that nobody knows'),
  'invalid-json': assumed('text that is no JSON, JSON that is no object, and an object without a type'),
  'deep-json': assumed('a warning that is nested 100,000 deep'),
  'frame-2-mib': assumed('one event of 2 MiB; its type, blendshapes in one string, is in the SDK'),
  'frame-8-mib': assumed('one event of 8 MiB'),
  'frame-16-mib': assumed('one event of 16 MiB'),
} as const satisfies Readonly<Record<string, Entry>>

export type FaultName = keyof typeof table

export const faultNames: readonly FaultName[] = Object.keys(table).filter((name): name is FaultName => name in table)

/** The table of faults in `docs/emulator.md`. */
export const faultDocs = (): string =>
  [
    '| fault | source | what the service does |',
    '|---|---|---|',
    ...Object.entries(table).map(([name, { source, does }]) => `| \`${name}\` | ${source} | ${does} |`),
  ].join('\n')
