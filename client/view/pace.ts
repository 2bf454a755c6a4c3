/** When the page is drawn: with the next frame, but seldom enough that a machine without a GPU has time for the sound. */

/** What lives with a voice: no eye sees more, and each drawing costs such a machine some milliseconds. */
export const LIVELY_MS = 40

/** While the agent speaks: as often as the player says where it is. */
export const SPEAKING_MS = 90

/** The level of a room in which nobody speaks. */
export const CALM_MS = 125

/** What the browser has; a test has its own. */
export type Frames = Readonly<{
  nowMs: () => number
  nextFrame: (draw: () => void) => void
  after: (ms: number, work: () => void) => () => void
}>

// Taken when the page begins: whoever stops its clock afterwards, as tests do, still sees it drawn.
const { setTimeout: start, clearTimeout: stop } = globalThis

const browserFrames: Frames = {
  nowMs: () => Number(document.timeline.currentTime),
  nextFrame: (draw) => void requestAnimationFrame(draw),
  after: (ms, work) => {
    const timer = start(work, ms)
    return () => stop(timer)
  },
}

/** Returns what asks for a drawing, at the earliest `gapMs` after the last one; many such wishes are one drawing. */
export function createPace(draw: () => void, frames: Frames = browserFrames): (gapMs: number) => void {
  let drawnMs = Number.NEGATIVE_INFINITY
  let dueMs = Number.POSITIVE_INFINITY
  let cancel = () => {}
  const request = () => {
    // From here on nothing comes sooner.
    dueMs = Number.NEGATIVE_INFINITY
    frames.nextFrame(() => {
      drawnMs = frames.nowMs()
      dueMs = Number.POSITIVE_INFINITY
      draw()
    })
  }
  return (gapMs) => {
    const wishedMs = drawnMs + gapMs
    if (dueMs <= wishedMs) return
    cancel()
    dueMs = wishedMs
    const waitMs = wishedMs - frames.nowMs()
    if (waitMs > 0) cancel = frames.after(waitMs, request)
    else request()
  }
}
