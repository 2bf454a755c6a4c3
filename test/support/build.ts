/** Builds the page before any test runs. */

import { buildClient } from '../../client/build.ts'

export async function setup(): Promise<void> {
  await buildClient('dist/client')
}
