/** The log's lines on standard output. */

import { write } from 'node:fs'
import process from 'node:process'
import { setTimeout } from 'node:timers'
import { createSink, type Sink, type WriteBytes } from './sink.ts'

/** Past the runtime's stream, which ends the process on an error, and blocks it while no one reads a full pipe. */
const toDescriptor: WriteBytes = (bytes, done) => write(process.stdout.fd, bytes, 0, bytes.length, null, done)

/** A terminal may need its characters translated. */
const toTerminal: WriteBytes = (bytes, done) =>
  void process.stdout.write(bytes, (error) => done(error ?? null, bytes.length))

/** Survives a reader that went away, a full disk, and a reader that stopped reading. */
export function openStdout(onRecovered: (lines: number) => void): Sink {
  // What libraries write there, and a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return createSink({
    write: process.stdout.isTTY ? toTerminal : toDescriptor,
    onRecovered,
    later: (afterMs, run) => void setTimeout(run, afterMs).unref(),
  })
}
