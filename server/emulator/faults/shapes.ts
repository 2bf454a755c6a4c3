/** Texts on the wire that a well-meaning service does not send: floods, huge and deep frames, no JSON. */

const MIB = 1024 * 1024

/** One event of exactly `mib` MiB, of a type that the SDK knows: blendshapes whose frames come as one string. */
export function* largeFrame(mib: number): Iterable<string> {
  const event = (frames: string) =>
    JSON.stringify({
      type: 'response.animation_blendshapes.delta',
      event_id: 'event_large',
      response_id: 'resp_large',
      item_id: 'item_large',
      output_index: 0,
      content_index: 0,
      frame_index: 0,
      frames,
    })
  yield event('A'.repeat(mib * MIB - event('').length))
}

const DEPTH = 100_000

export function* deepJson(): Iterable<string> {
  yield `{"type":"warning","event_id":"event_deep","warning":{"message":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}}`
}

export function* notEvents(): Iterable<string> {
  yield* ['', 'not JSON', '{"type":', '[]', 'null', '17', '{}', '{"type":17}', '{"type":null,"event_id":"event_odd"}']
}

const WARNINGS = 5_000
const CODE_LENGTH = 2_000

/** Each warning is another one, and each code could break a line of a log or colour a terminal. */
export function* warningFlood(): Iterable<string> {
  for (let at = 0; at < WARNINGS; at++) {
    const code = `flood_${at}\r\n\u001b[31m\u0007${'x'.repeat(CODE_LENGTH)}`
    yield JSON.stringify({
      type: 'warning',
      event_id: `event_flood_${at}`,
      warning: { code, message: `What was said in the conversation, for the ${at}th time.`, param: null },
    })
  }
}
