/** `node test/deploy/bicep/regenerate.ts`: makes the snapshots anew with the real compiler, after a change in infra/. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findCompiler, startCompiler } from './compiler.ts'
import {
  configurations,
  copyReadable,
  hashFile,
  hashOfSources,
  normalize,
  parametersFile,
  snapshotFile,
} from './snapshots.ts'

const path = findCompiler()
if (path === undefined) {
  console.error('There is no Bicep compiler here. Fetch it (needs the .NET SDK): sh test/deploy/bicep/restore.sh')
  process.exit(1)
}
const compiler = startCompiler(path)
const copy = mkdtempSync(join(tmpdir(), 'bicep-'))
copyReadable(copy)
for (const configuration of configurations) {
  const snapshot = normalize(await compiler.snapshot(parametersFile(configuration, copy)))
  writeFileSync(snapshotFile(configuration), `${JSON.stringify(snapshot, null, 2)}\n`)
  console.log(`${configuration}: ${snapshot.resources.length} resources`)
}
compiler.close()
rmSync(copy, { recursive: true })
writeFileSync(hashFile, `${hashOfSources()}\n`)
