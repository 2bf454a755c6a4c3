/** Every agent and tool in the project's folders, those that were added to them included: each is fit for calls. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadAgent } from '../../../../server/agent/load.ts'
import { profileNames, readProfileFile } from '../../../../server/agent/profile-file.ts'
import { foldersOf } from '../../../../server/config/folders.ts'
import { loadTools } from '../../../../server/tools/load.ts'
import { requestSession } from '../../../../server/voicelive/session.ts'
import { folders, newest, tools } from './understand.ts'

/** A value for each variable that the file names, for its secrets are not here. */
const variablesOf = (name: string): Record<string, string> => {
  const file = readProfileFile(name, folders)
  if (typeof file === 'string') throw new Error(file)
  const names = [...readFileSync(file.path, 'utf8').matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(([, named]) => named)
  return Object.fromEntries(names.map((named) => [named, 'https://example.com/']))
}

describe('the agents of the project', () => {
  test.each(profileNames(folders))('%s is fit for calls, and its session is one of the service', (name) => {
    const reading = loadAgent({ env: { ...variablesOf(name), AGENT_PROFILE: name }, service: newest, tools, folders })
    if (!('agent' in reading)) throw new Error(reading.join('\n'))
    expect(reading.problems).toEqual([])
    expect(requestSession.parse(reading.agent.session)).toEqual(reading.agent.session)
    expect(reading.agent.session).not.toHaveProperty('model')
  })

  test('the one that is taken without AGENT_PROFILE is among them', () => {
    expect(loadAgent({ env: {}, service: newest, tools, folders })).toMatchObject({
      agent: { id: 'general-assistant' },
    })
  })
})

test('the tools of the project can all be used', async () => {
  const { problems, files } = await loadTools(foldersOf({}).tools)
  expect(problems).toEqual([])
  expect(files.size).toBeGreaterThan(0)
})
