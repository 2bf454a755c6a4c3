/** The archive that runs without an image: its files are those of the build, and a bare Node holds a whole conversation with it. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildClient } from '../../../client/build.ts'
import { buildServer } from '../../../server/build.ts'
import { entriesOf, type ZipEntry, zip } from '../../../server/zip.ts'
import { talk } from '../../smoke/talk.mjs'
import { type Running, start as startProcess } from '../../support/processes.ts'

/** Reads an archive back by its directory, as every unpacker does. */
function unzip(archive: Buffer): ZipEntry[] {
  const end = archive.length - 22
  expect(archive.readUInt32LE(end)).toBe(0x06054b50)
  const entries: ZipEntry[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50)
    const nameBytes = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes)
    const start = archive.readUInt32LE(at + 42) + 30 + nameBytes
    const content = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)))
    expect([crc32(content), content.length]).toEqual([archive.readUInt32LE(at + 16), archive.readUInt32LE(at + 24)])
    entries.push({ name, content })
    at += 46 + nameBytes
  }
  return entries
}

let folder = ''
let emulator: Running | undefined
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'))
  const dist = join(folder, 'built/dist')
  process.env.GIT_SHA = 'abc123def456'
  await buildClient(join(dist, 'client'))
  await buildServer(dist)
  delete process.env.GIT_SHA
  for (const { name, content } of unzip(zip(entriesOf(dist)))) {
    const path = join(folder, 'site', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  emulator = await startProcess(process.execPath, ['server/emulator/cli.ts', '--port', '0'])
})
afterAll(async () => {
  await emulator?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('any names and contents come back as they were', () => {
  const entries = ['', 'x', 'á\n'.repeat(50_000)].map((text, index) => ({
    name: `a/ü ${index}.txt`,
    content: Buffer.from(text),
  }))
  expect(unzip(zip(entries))).toEqual(entries)
})

test('what was unpacked names its revision, holds a session, and talks, with nothing installed', async () => {
  const site = await startProcess(process.execPath, [join(folder, 'site/dist/server.mjs')], {
    PORT: '0',
    ACCESS: 'open',
    AZURE_VOICE_LIVE_ENDPOINT: emulator?.url ?? '',
    AZURE_VOICE_LIVE_API_KEY: 'any-key-will-do',
  })
  try {
    expect(await (await fetch(new URL('/health', site.url))).json()).toMatchObject({ revision: 'abc123def456' })
    expect((await fetch(new URL('/ready', site.url))).status).toBe(200)
    expect((await talk(site.url)).answer).toMatch(/42/)
  } finally {
    await site.stop()
  }
})
