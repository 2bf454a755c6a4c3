/** What a hostile service sends without a break: prepared WebSocket frames, each as costly as the relay still accepts it. */

import { Buffer } from 'node:buffer'
import { MAX_PAYLOAD_BYTES } from '../../server/upstream/dial.ts'

/** An unmasked text frame (RFC 6455, 5.2), or a ping. */
function frame(text: string, opcode: 1 | 9 = 1): Buffer {
  const payload = Buffer.from(text)
  const { length } = payload
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = 0x80 | opcode
  if (length < 126) header[1] = length
  else if (length < 65_536) {
    header[1] = 126
    header.writeUInt16BE(length, 2)
  } else {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([header, payload])
}

/** `make` is given the length of what it is to fill, so that the whole event is as long as a frame may be. */
function largest(make: (length: number) => object): string {
  const room = MAX_PAYLOAD_BYTES - JSON.stringify(make(0)).length - 16
  return JSON.stringify(make(room))
}

const event = (filling: unknown) => ({ type: 'response.animation_blendshapes.delta', frames: filling })
const many = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, at) => text(at))

/** By name: the frames that are sent again and again. */
export const attacks: Readonly<Record<string, readonly string[]>> = {
  'largest frames, one text': [largest((length) => event('A'.repeat(length)))],
  'largest frames, all escapes': [largest((length) => event('\n'.repeat(length / 2)))],
  // A type that the relay acts on; what the page shows of one answer is bounded.
  'largest frames, words': [
    largest((length) => ({ type: 'response.audio_transcript.delta', item_id: 'm', delta: 'word '.repeat(length / 5) })),
  ],
  'as many values as are read': [JSON.stringify(event(many(14_000, (at) => `${at}`)))],
  'more values than are read': [JSON.stringify(event(many(100_000, () => '')))],
  'warnings of 2 kB': many(500, (at) =>
    JSON.stringify({ type: 'warning', warning: { code: `${at}\n${'x'.repeat(2_000)}`, message: 'What was said.' } }),
  ),
  errors: many(2_000, (at) => JSON.stringify({ type: 'error', error: { code: `e${at}`, message: 'What was said.' } })),
  'tiny frames': many(20_000, () => '{}'),
}

export const pings: readonly string[] = many(20_000, (at) => `${at}`)

export const attackNames = ['nothing', ...Object.keys(attacks), 'pings']

/** One buffer that is written over and over. */
export function barrage(name: string): Buffer | undefined {
  if (name === 'nothing') return undefined
  if (name === 'pings') return Buffer.concat(pings.map((text) => frame(text, 9)))
  return Buffer.concat((attacks[name] ?? []).map((text) => frame(text)))
}
