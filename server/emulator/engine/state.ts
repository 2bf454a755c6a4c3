/** What the engine knows of one conversation. It prints as JSON: audio stays with the shell, time and randomness come in with events. */

import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import type { Model } from '../../voicelive/models.ts'
import type { VoiceLiveResponse } from '../../voicelive/response.ts'
import type { ResponseItem } from '../../voicelive/response-items.ts'
import type { ResponseSession } from '../../voicelive/session.ts'
import type { IdSeed } from './ids.ts'

/** Whose event order is followed: a chain of transcriber, text model and voice, or a model that hears and speaks itself. */
type EventOrder = 'cascaded' | 'native'

/** Where the service's behaviour is uncertain or varies, and a dial chooses. */
export type Rules = Readonly<{
  order: EventOrder
  /** native order: where the transcript of the question arrives, seen from the answer */
  transcript: 'before' | 'during' | 'after'
  /** which of the two `.done` events of a spoken answer is first */
  firstDone: 'transcript' | 'audio'
  /** what goes wrong with MCP servers */
  mcp: 'works' | 'list-fails' | 'call-fails'
  /** what is known of the model, which decides what it takes */
  model?: Model | undefined
}>

/** The session as the service prints it. */
export type Session = ResponseSession & Readonly<{ id: string; model: string }>

/** An item and what the wire does not show of it. */
export type Item = Readonly<{
  id: string
  wire: ResponseItem
  /** assistant audio sent so far, or what is left of it after a truncation */
  audioMs?: number
  /** who has truncated it */
  cut?: 'client' | 'service'
  /** its words are still being recognised: it has its place, and a client knows no more than its id */
  unannounced?: boolean
  /** the user's speech: null while it is being recognised, and when no one understood it */
  speech?: Readonly<{ text: string | null; speechMs: number }>
}>

/** Which answer is asked for, and by whom: a client gets an error when it cannot be had now, a turn waits. */
export type Request = Readonly<{
  byTurn: boolean
  options: ResponseOptions
}>

type CreateParams = Extract<LooseClientEvent, { type: 'response.create' }>['response']

/** `response.create.response`, as loosely as clients send it. */
export type ResponseOptions = Readonly<
  Pick<Partial<NonNullable<CreateParams>>, 'modalities' | 'tools' | 'tool_choice' | 'voice' | 'temperature'> &
    Pick<Partial<NonNullable<CreateParams>>, 'output_audio_format' | 'max_output_tokens' | 'metadata'> & {
      /** said word for word */
      verbatim?: string
      /** kept out of the history */
      outOfBand?: boolean
    }
>

/** The message that is being spoken or written. */
export type OpenMessage = Readonly<{
  itemId: string
  outputIndex: number
  kind: 'audio' | 'text'
  text: string
  audioMs: number
  withWordTimes: boolean
}>

/** The one answer in progress. */
export type ActiveResponse = Readonly<{
  wire: VoiceLiveResponse
  id: string
  request: Request
  /** asked the agent, or still waiting for the words of the question */
  asked: boolean
  output: readonly ResponseItem[]
  message: OpenMessage | null
  /** calls to make once the message is finished */
  calls: readonly Readonly<{ name: string; arguments: string }>[]
  outputAudioMs: number
  outputText: string
}>

/** The newest answer with audio, as real-time playback would have it: where it began on both clocks. */
type Playback = Readonly<{ itemId: string; sinceWrittenMs: number; sinceMs: number }>

/** A call to an MCP server that waits for the client's word. */
export type AwaitedCall = Readonly<{
  approvalId: string
  itemId: string
  responseId: string
  outputIndex: number
  call: McpCall
}>

/** `approvalId` is that of the request for the client's word, where there is one. */
export type McpCall = Readonly<{ server: string; name: string; arguments: string; approvalId?: string }>

export type Conversation = Readonly<{
  rules: Rules
  ids: IdSeed
  session: Session
  /** audio not yet committed lies between the two, in ms of audio written in this session */
  input: Readonly<{ startMs: number; writtenMs: number; turnItemId: string | null; turnStartMs: number }>
  items: readonly Item[]
  /** items whose words are still being recognised */
  transcribing: readonly string[]
  /** transcripts that a dial holds back, native order only */
  held: readonly Readonly<{ itemId: string; transcript: string }>[]
  /** texts that a client streams in, each by its item's id */
  typing: readonly Readonly<{ id: string; text: string }>[]
  response: ActiveResponse | null
  /** an answer that waits: for the words of a question, for the user to finish, or for the active answer to end */
  wanted: Request | null
  playback: Playback | null
  /** labels of the MCP servers whose tools have been listed */
  listed: readonly string[]
  awaited: readonly AwaitedCall[]
  /** the turn that goes on, or the next one, brings no response */
  ignoresTurn: boolean
  /** how every answer ends, once the client has set what the model does not take */
  spoilt?: Pick<VoiceLiveResponse, 'status' | 'status_details'> | undefined
  /** items that were forgotten because there were too many */
  forgotten: number
}>
