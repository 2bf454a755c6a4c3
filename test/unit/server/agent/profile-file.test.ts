/** The file of a profile: in any folder of agents, in any encoding that an editor saves, with the schema that editors read. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadAgent } from '../../../../server/agent/load.ts'
import { profileNames, readProfileFile } from '../../../../server/agent/profile-file.ts'
import { agentFolders, foldersOf } from '../../../../server/config/folders.ts'
import { newest, tools } from './understand.ts'

let own = ''
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), 'agents-'))
})
afterAll(() => rmSync(own, { recursive: true }))

const profile = { name: 'Olá', model: 'gpt-realtime' }
const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(own, name), content)
  return join(own, name)
}
const load = (choice: string) => {
  const env = { AGENT_DIR: own, AGENT_PROFILE: choice }
  const reading = loadAgent({ env, service: newest, tools, folders: foldersOf(env).agents })
  return 'agent' in reading ? reading : { problems: reading, notes: [], agent: undefined }
}

describe('a folder of one’s own', () => {
  test('has agents by name, before those of the project', () => {
    write('mine.json', JSON.stringify(profile))
    write('shop-help-desk.json', JSON.stringify({ ...profile, name: 'My own desk' }))
    expect(load('mine').agent?.name).toBe('Olá')
    expect(load('shop-help-desk').agent?.name).toBe('My own desk')
    expect(load('portuguese-tutor').agent?.name).toBe('Portuguese tutor')
    expect(profileNames(foldersOf({ AGENT_DIR: own }).agents)).toEqual(
      expect.arrayContaining(['mine', 'portuguese-tutor']),
    )
  })

  test('is not followed where there is none', () => {
    expect(load('nobody').problems).toEqual([expect.stringContaining('mine')])
  })

  test('is one that developers’ restarts follow, as is that of a file', () => {
    mkdirSync(join(own, 'elsewhere'))
    const watched = agentFolders({ AGENT_DIR: own, TOOL_DIR: '/nowhere', AGENT_PROFILE: join(own, 'elsewhere/a.json') })
    expect(watched).toEqual(expect.arrayContaining([own, join(own, 'elsewhere'), ...foldersOf({}).tools]))
    expect(watched).not.toContain('/nowhere')
  })
})

describe('the encoding', () => {
  const text = JSON.stringify(profile)
  const utf16 = Buffer.from(text, 'utf16le')
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark, as PowerShell writes', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', utf16],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('%s is read', (_what, content) => {
    expect(readProfileFile(write('encoded.json', content), [])).toMatchObject({ json: profile })
  })

  test('that is none of them is told, and no letter is lost silently', () => {
    expect(readProfileFile(write('latin.json', Buffer.from(text, 'latin1')), [])).toBe(
      `The agent profile ${join(own, 'latin.json')} cannot be read: it is not UTF-8; save it as UTF-8 in your editor.`,
    )
  })
})

describe('$schema', () => {
  test('that leads nowhere is told, with the place where it is', () => {
    write('lost.json', JSON.stringify({ $schema: './agent.schema.json', ...profile }))
    expect(load('lost').notes).toEqual([
      expect.stringMatching(/\$schema is \.\/agent\.schema\.json, .* set it to \.\.\/.*agents\/agent\.schema\.json\.$/),
    ])
  })

  test.each([join(foldersOf({}).agents[0] ?? '', 'agent.schema.json'), 'https://example.com/agent.schema.json'])(
    '%s is none to complain of',
    ($schema) => {
      write('found.json', JSON.stringify({ $schema, ...profile }))
      expect(load('found').notes).toEqual([])
    },
  )
})
