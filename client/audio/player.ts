/** The loudspeaker as the page sees it: answers go in, what was heard of them comes back as events. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { PlayedAnswer, Player, PlayerEvent } from './types.ts'
import {
  PLAYER_PROCESSOR,
  type PlaybackFault,
  type PlayerFailure,
  type PlayerOrder,
  type PlayerReport,
} from './worklet-messages.ts'

/**
 * Makes a player on `context`, at the device's own rate; call it in the click that starts the session, so that the browser lets it sound.
 * `emit` hears how playing goes; `warn` hears of audio that could not be taken as it came, and of a broken player.
 * @throws DOMException when the worklet cannot be loaded
 */
export async function createPlayer(
  context: AudioContext,
  { workletUrl }: { workletUrl: string | URL },
  emit: (event: PlayerEvent) => void,
  warn: (fault: PlaybackFault | PlayerFailure) => void,
): Promise<Player> {
  await context.audioWorklet.addModule(workletUrl)
  const node = new AudioWorkletNode(context, PLAYER_PROCESSOR, {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [1],
  })
  const order = (message: PlayerOrder, transfer: Transferable[] = []) => node.port.postMessage(message, transfer)

  node.port.onmessage = ({ data: report }: MessageEvent<PlayerReport>) => {
    if (report.type === 'playback.faulted') warn(report)
    else emit(heard(report, outputLatencySamples(context)))
  }
  const failed = () => warn({ type: 'player.failed' })
  node.addEventListener('processorerror', failed)
  node.connect(context.destination)

  return {
    play: (answer, offsetSamples, pcm) => order({ type: 'play', answer, offsetSamples, pcm }, [pcm.buffer]),
    finish: (answer, samples) => order({ type: 'finish', answer, samples }),
    flush: () => order({ type: 'flush' }),
    stop: () => {
      order({ type: 'stop' })
      node.removeEventListener('processorerror', failed)
      node.disconnect()
      node.port.onmessage = null
      node.port.close()
    },
  }
}

/** What was heard lags behind what was played by the device's latency, and is never less than nothing. */
export function heard(event: PlayerEvent, latencySamples: number): PlayerEvent {
  const less = <Position extends PlayedAnswer>(position: Position): Position => ({
    ...position,
    playedSamples: Math.max(0, position.playedSamples - latencySamples),
  })
  switch (event.type) {
    case 'playback.progressed':
      return less(event)
    case 'playback.flushed':
      return { ...event, stopped: event.stopped.map(less) }
    default:
      return event
  }
}

/** Safari knows no `outputLatency`; there the device's latency counts as none. */
function outputLatencySamples(context: { readonly outputLatency?: number }): number {
  return Math.round((context.outputLatency ?? 0) * SAMPLE_RATE_HZ)
}
