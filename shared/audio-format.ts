/** The one audio format on our wire, and its arithmetic, so that no other file multiplies by 24. */

/** Voice Live's `pcm16`: 24 000 samples a second, mono, 16-bit little-endian (protocol: session `input_audio_format`, `output_audio_format`). */
export const SAMPLE_RATE_HZ = 24_000
export const BYTES_PER_SAMPLE = 2

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000

/** One microphone frame. 40 ms halves the messages of 20 ms and still costs less than a third of the pre-roll. */
export const FRAME_MS = 40
export const FRAME_MIN_MS = 20
export const FRAME_MAX_MS = 100

/** Whole samples in a duration, rounded down. */
export const msToSamples = (ms: number): number => Math.floor(ms * SAMPLES_PER_MS)

/** Whole milliseconds in a number of samples, rounded down: a truncation must never claim more than was played. */
export const samplesToMs = (samples: number): number => Math.floor(samples / SAMPLES_PER_MS)

/** Bytes of PCM16 in a duration. */
export const msToBytes = (ms: number): number => msToSamples(ms) * BYTES_PER_SAMPLE

/** Smallest and largest microphone frame that the server accepts, in bytes. */
export const FRAME_MIN_BYTES = /* @__PURE__ */ msToBytes(FRAME_MIN_MS)
export const FRAME_MAX_BYTES = /* @__PURE__ */ msToBytes(FRAME_MAX_MS)
