/** Finds and loads what the engines need from their packages, and says in a sentence what is missing. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../shared/message-of.ts'

const require = createRequire(import.meta.url)

/** A failure to load an engine, in words for whoever started the emulator. */
const engineFailure = (engine: string, cause: unknown): Error =>
  new Error(
    `The emulator could not load its ${engine}. It is a development dependency: run "npm ci" without --omit=dev. Reason: ${messageOf(cause)}`,
    { cause },
  )

/** Where the main file of an installed package lies, as a `file:` URL. */
export const packageUrl = (name: string): URL => pathToFileURL(require.resolve(name))

/** The main file of a package that consists of one WebAssembly module, compiled. */
export const compilePackage = async (name: string): Promise<WebAssembly.Module> =>
  WebAssembly.compile(await readFile(packageUrl(name)))

/** Makes a loader that loads once, on first use, however many ask at the same time; a failure is tried again by the next. */
export function lazily<T>(engine: string, load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = undefined
      throw engineFailure(engine, cause)
    })
    return loading
  }
}
