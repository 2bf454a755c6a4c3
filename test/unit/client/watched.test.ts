/** In which folders a change starts the server of `npm run dev` anew. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { foldersToWatch } from '../../../client/watched.ts'

const folder = mkdtempSync(join(tmpdir(), 'watched-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('those of the sources, and those of agents and tools, which `.env` may name', () => {
  const [agents, tools, other] = ['agents', 'tools', 'other'].map((name) => join(folder, name))
  for (const each of [agents, tools, other]) mkdirSync(each ?? '')
  const ENV_FILE = join(folder, 'mine.env')
  writeFileSync(ENV_FILE, `AGENT_DIR=${agents}\nTOOL_DIR=${tools}\nAGENT_PROFILE=${other}/mine.json\n`)
  const env = { ENV_FILE }
  expect(foldersToWatch('root', env)).toEqual(
    expect.arrayContaining(['root/client', 'root/shared', 'root/server', agents, tools, other]),
  )
  // The server reads the file anew at each start.
  expect(env).toEqual({ ENV_FILE })
})
