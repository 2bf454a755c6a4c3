/** What the bench's canned service says, in the shapes of Voice Live: one answer, and the turns of a long conversation. */

import { msToBytes } from '../../shared/audio-format.ts'

/** One event, and when it is due. `audioMs` is the sound in it, 0 for all but audio deltas. */
export type Cue = Readonly<{
  atMs: number
  audioMs: number
  event: Readonly<{ type: string; [field: string]: unknown }>
}>

/** Sound of an answer: base64 of PCM16 at 24 kHz, and when it is sent. */
export type Piece = Readonly<{ atMs: number; audioMs: number; base64: string }>

/** One turn: an answer to what was typed, at the pace of speech. But for its first half second sound comes down all the time. */
export const TURN_MS = 8_000
const ANSWER_FROM_MS = 500

/** Sound in an audio delta. */
const DELTA_MS = 200

/** A word every 300 ms, as people speak. */
const WORD_MS = 300

/** The sound of every turn. Noise, for silence would be the same few characters in base64. */
const pieces: readonly Piece[] = speechOf(ANSWER_FROM_MS, TURN_MS)

function speechOf(fromMs: number, toMs: number): Piece[] {
  const spoken: Piece[] = []
  for (let atMs = fromMs; atMs < toMs; atMs += DELTA_MS) {
    const audioMs = Math.min(DELTA_MS, toMs - atMs)
    const bytes = Uint8Array.from(
      { length: msToBytes(audioMs) },
      (_, index) => Math.imul(index + 1, 2_654_435_761) >>> 24,
    )
    spoken.push({ atMs, audioMs, base64: Buffer.from(bytes).toString('base64') })
  }
  return spoken
}

/** Turn after turn for ever, the first of which began `agoMs` ago: what was due before now is left out. */
function* conversation(agoMs: number): Generator<Cue> {
  for (let turn = 0; ; turn++)
    for (const cue of answerOf(turn, pieces, WORD_MS)) {
      const atMs = turn * TURN_MS + cue.atMs - agoMs
      if (atMs >= 0) yield { ...cue, atMs }
    }
}

/** What each of so many clients is told, a part of a turn after the one before it. */
export const conversations = (clients: number) => (client: number) => conversation((client / clients) * TURN_MS)

/**
 * The cues of answer number `number`: announced 500 ms before its first piece, ended as soon as its last one is sent.
 * Ids differ from answer to answer, as the service's do.
 */
export function answerOf(number: number, pieces: readonly Piece[], wordMs: number): readonly Cue[] {
  const response_id = `resp_${number}`
  const item_id = `item_said_${number}`
  const item = { id: item_id, object: 'realtime.item', type: 'message', role: 'assistant', content: [] }
  const response = { id: response_id, object: 'realtime.response', output: [], modalities: ['text', 'audio'] }
  const output = { response_id, output_index: 0 }
  const part = { ...output, item_id, content_index: 0 }
  const transcript = 'All the words.'
  const fromMs = pieces[0]?.atMs ?? 0
  const beganMs = fromMs - 500
  const toMs = pieces.at(-1)?.atMs ?? fromMs

  const cues: Cue[] = []
  const say = (atMs: number, type: string, fields: Readonly<Record<string, unknown>>, audioMs = 0) =>
    cues.push({ atMs, audioMs, event: { type, event_id: `event_said_${number}_${cues.length}`, ...fields } })

  say(beganMs, 'response.created', { response: { ...response, status: 'in_progress' } })
  say(beganMs, 'response.output_item.added', { ...output, item: { ...item, status: 'in_progress' } })
  say(beganMs, 'conversation.item.created', { previous_item_id: null, item: { ...item, status: 'in_progress' } })
  say(beganMs, 'response.content_part.added', { ...part, part: { type: 'audio', transcript: '' } })
  for (let atMs = fromMs; atMs <= toMs; atMs += wordMs)
    say(atMs, 'response.audio_transcript.delta', { ...part, delta: ' word' })
  for (const { atMs, audioMs, base64 } of pieces) say(atMs, 'response.audio.delta', { ...part, delta: base64 }, audioMs)
  say(toMs, 'response.audio.done', part)
  say(toMs, 'response.audio_transcript.done', { ...part, transcript })
  say(toMs, 'response.content_part.done', { ...part, part: { type: 'audio', transcript } })
  say(toMs, 'response.output_item.done', { ...output, item: { ...item, status: 'completed' } })
  say(toMs, 'response.done', { response: { ...response, status: 'completed' } })
  return cues.sort((one, other) => one.atMs - other.atMs)
}
