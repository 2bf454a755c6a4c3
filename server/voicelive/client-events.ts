/** Exists to list every event that a client of the service may send. */
import * as z from 'zod'
import { requestItem } from './items.ts'
import { loosenKinds } from './loosen.ts'
import { responseCreateParams } from './response.ts'
import { requestSession } from './session.ts'

/** `event_id` is the client's own name for the event; an `error` that it causes carries it in `error.event_id`. */
function event<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), event_id: z.string().optional(), ...shape })
}

/** Sound in base64, in the session's input format, at most 15 MiB an event (specification). */
const audio = z.string()
const turn = { turn_id: z.string() }
const item = { item_id: z.string() }

/** An explicit turn, marked by the client: in the SDK, absent from the docs, gone from the `v1` API. Best avoided. */
const explicitTurnEvents = [
  event('input_audio.turn.start', turn),
  event('input_audio.turn.append', { ...turn, audio }),
  event('input_audio.turn.end', turn),
  event('input_audio.turn.cancel', turn),
  event('input_audio.clear', {}),
] as const

/** Named in sources other than the SDK's models: the preview WebRTC channel, an older Python SDK, the `v1` specification. Only the fields that those sources name. */
const extraEvents = [
  event('rtc.call.sdp.create', { sdp_offer: z.string(), session: requestSession.optional() }),
  event('transcription_session.update', { session: z.unknown().optional() }),
  event('byom_credential.update', {}),
] as const

/** Every event that a client may send, as we send it: nothing but known fields and values. */
export const clientEvent = z.discriminatedUnion('type', [
  event('session.update', { session: requestSession }),
  event('session.avatar.connect', { client_sdp: z.string() }),
  event('input_audio_buffer.append', { audio }),
  event('input_audio_buffer.commit', {}),
  event('input_audio_buffer.clear', {}),
  event('input_text.delta', { id: z.string(), delta: z.string(), content_index: z.int().optional() }),
  event('input_text.done', { id: z.string(), content_index: z.int().optional() }),
  event('conversation.item.create', { previous_item_id: z.string().optional(), item: requestItem }),
  event('conversation.item.retrieve', item),
  event('conversation.item.truncate', { ...item, content_index: z.int(), audio_end_ms: z.int().nonnegative() }),
  event('conversation.item.delete', item),
  event('response.create', {
    response: responseCreateParams.optional(),
    additional_instructions: z.string().optional(),
  }),
  event('response.cancel', { response_id: z.string().optional() }),
  event('output_audio_buffer.clear', {}),
  ...explicitTurnEvents,
  ...extraEvents,
])

export type ClientEvent = z.output<typeof clientEvent>

/** The same events as read from any client: unknown keys kept, enums open, null taken for absent. What the emulator works with. */
export const looseClientEvent = loosenKinds(clientEvent)
export type LooseClientEvent = z.output<typeof looseClientEvent>
