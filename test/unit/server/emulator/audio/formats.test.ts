/** Audio formats: G.711 by its known values, every other by what comes back. */

import { describe, expect, test } from 'vitest'
import { MESSAGE_MAX_BYTES } from '../../../../../server/emulator/assembly.ts'
import { APPEND_MAX_LENGTH, decodeInput, encodeOutput, toBase64 } from '../../../../../server/emulator/audio/formats.ts'
import { decodeG711, encodeG711 } from '../../../../../server/emulator/audio/g711.ts'
import { inputRateHz } from '../../../../../server/emulator/engine/formats.ts'
import { createSession, patchSession } from '../../../../../server/emulator/engine/session.ts'

const session = createSession({ id: 'sess_1', model: 'gpt-4o', agent: null, expiresAt: null, native: false })
const tone = Int16Array.from({ length: 24_000 }, (_, index) =>
  Math.round(8000 * Math.sin((index * 2 * Math.PI * 440) / 24_000)),
)

describe('G.711', () => {
  test.each([
    ['g711_ulaw', 0xff, 0],
    ['g711_ulaw', 0x00, -32_124],
    ['g711_ulaw', 0x80, 32_124],
    ['g711_alaw', 0xd5, 8],
    ['g711_alaw', 0x55, -8],
    ['g711_alaw', 0xaa, 32_256],
    ['g711_alaw', 0x2a, -32_256],
  ] as const)('%s %i is %i', (law, code, sample) => {
    expect(decodeG711(Uint8Array.of(code), law)[0]).toBe(sample)
  })

  test.each(['g711_ulaw', 'g711_alaw'] as const)('%s: every code comes back', (law) => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code)
    const again = encodeG711(decodeG711(codes, law), law)
    // Zero has two codes in µ-law; both mean the same.
    expect([...decodeG711(again, law)]).toEqual([...decodeG711(codes, law)])
  })
})

describe('decodeInput', () => {
  test('reads PCM16, little-endian', () => {
    const audio = decodeInput(toBase64(Uint8Array.of(0, 0x40, 0, 0x80)), session)
    expect(audio).toEqual(Float32Array.of(0.5, -1))
  })

  test.each([
    ['half a sample', toBase64(Uint8Array.of(1, 2, 3)), 'half a sample'],
    ['what is not base64', 'a*b=', 'not base64'],
    ['cut base64', 'AAA', 'not base64'],
    ['too much', 'A'.repeat(APPEND_MAX_LENGTH + 4), '15 MiB'],
  ])('says what is wrong with %s', (_, base64, fault) => {
    expect(decodeInput(base64, session)).toEqual({ fault: expect.stringContaining(fault) })
  })

  test('takes as much as the service, and a message has room for it', () => {
    expect(APPEND_MAX_LENGTH * (3 / 4)).toBe(15 * 1024 * 1024)
    expect(MESSAGE_MAX_BYTES).toBeGreaterThan(APPEND_MAX_LENGTH + 1000)
  })

  test.each<[object, number]>([
    [{}, 24_000],
    [{ input_audio_sampling_rate: 16_000 }, 16_000],
    [{ input_audio_sampling_rate: null }, 24_000],
    [{ input_audio_format: null }, 24_000],
    [{ input_audio_format: null, input_audio_sampling_rate: 48_000 }, 48_000],
    [{ input_audio_format: 'g711_ulaw' }, 8000],
    [{ input_audio_format: 'g711_alaw', input_audio_sampling_rate: 24_000 }, 8000],
  ])('after %j the rate is %i', (patch, rateHz) => {
    expect(inputRateHz(patchSession(session, patch))).toBe(rateHz)
  })

  test('of two channels, the first is the microphone', () => {
    const echo = { type: 'server_echo_cancellation', reference_source: 'client', channels: 2 }
    const stereo = patchSession(session, { input_audio_echo_cancellation: echo })
    const bytes = Uint8Array.of(0, 0x40, 0, 1, 0, 0x80, 0, 2)
    expect(decodeInput(toBase64(bytes), stereo)).toEqual(Float32Array.of(0.5, -1))
    expect(decodeInput(toBase64(bytes.subarray(0, 6)), stereo)).toEqual({ fault: expect.stringContaining('channels') })
    const mono = patchSession(stereo, { input_audio_echo_cancellation: null })
    expect(decodeInput(toBase64(bytes), mono)).toHaveLength(4)
  })
})

describe('encodeOutput', () => {
  test('PCM16 at 24 kHz is sent as it was made', () => {
    const { bytes, bytesPerMs } = encodeOutput(tone, 'pcm16')
    expect(bytesPerMs).toBe(48)
    expect(new Int16Array(bytes.buffer, bytes.byteOffset, tone.length)).toEqual(tone)
  })

  test.each([
    ['pcm16_8000hz', 16, 16_000],
    ['pcm16_16000hz', 32, 32_000],
    ['g711_ulaw', 8, 8000],
    ['g711_alaw', 8, 8000],
  ])('%s has %i bytes a millisecond', (format, bytesPerMs, byteLength) => {
    const audio = encodeOutput(tone, format)
    expect([audio.bytesPerMs, audio.bytes.length]).toEqual([bytesPerMs, byteLength])
  })
})
