/** The archive that runs without an image: its files are those of the build, and unpacked, with nothing installed, it is the page of a first deployment. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtClient } from '../../../server/assets.ts'
import { buildServer } from '../../../server/bundle/build.ts'
import { entriesOf, type ZipEntry, zip } from '../../../server/bundle/zip.ts'
import { startEmulator, type TestEmulator } from '../../support/emulator.ts'
import { needing } from '../../support/needing.ts'
import { type Running, start as startProcess } from '../../support/processes.ts'
import { useMachines } from '../script/machines.ts'
import { APP_CLIENT_ID } from '../script/outputs.ts'
import { type IdentityEndpoint, startIdentityEndpoint } from './identity-endpoint.ts'

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

/** A Foundry agent as a builder adds one, beside the profiles of the project. */
const shopAgent = {
  name: 'Shop agent',
  agent: { name: 'shop', project: 'demo' },
  session: { voice: 'en-US-AvaNeural' },
}

let folder = ''
let emulator: TestEmulator
let identity: IdentityEndpoint
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'))
  const dist = join(folder, 'built/dist')
  process.env.GIT_SHA = 'abc123def456'
  cpSync(builtClient(), join(dist, 'client'), { recursive: true })
  await buildServer(dist)
  delete process.env.GIT_SHA
  writeFileSync(join(dist, 'agents/shop-agent.json'), JSON.stringify(shopAgent))
  for (const { name, content } of unzip(zip(entriesOf(dist)))) {
    const path = join(folder, 'site', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  emulator = await startEmulator()
  identity = await startIdentityEndpoint(APP_CLIENT_ID, 'a-token')
})
afterAll(async () => {
  await emulator.stop()
  identity.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('any names and contents come back as they were', () => {
  const entries = ['', 'x', 'á\n'.repeat(50_000)].map((text, index) => ({
    name: `a/ü ${index}.txt`,
    content: Buffer.from(text),
  }))
  expect(unzip(zip(entries))).toEqual(entries)
})

const { fresh } = useMachines()
const tools = ['az', 'azd', 'curl', 'git', 'node', 'npm']

/** A first deployment; when the site is told what to run, this bundle is started with the settings that it was given. */
async function deploy(tools: readonly string[], flags: readonly string[], voiceLive: string) {
  const machine = fresh({ tools })
  machine.state('new-code', 'real')
  const fifo = join(machine.fake, 'address')
  execFileSync('mkfifo', [fifo])
  let site: Promise<Running> | undefined
  const startSite = async (): Promise<Running> => {
    const settings: readonly { name: string; value: string }[] = JSON.parse(machine.recall('appsettings.json'))
    const running = await startProcess(process.execPath, [join(folder, 'site/dist/server.mjs')], {
      // Which identity asks for tokens, the deployment says; App Service adds where.
      ...identity.env,
      ...Object.fromEntries(settings.map(({ name, value }) => [name, value])),
      PORT: '0',
      AZURE_VOICE_LIVE_ENDPOINT: voiceLive,
    })
    await writeFile(fifo, `http://127.0.0.1:${new URL(running.url).port}`)
    return running
  }
  const onCall = (text: string) => {
    if (text.includes('Starting the image')) {
      site = startSite()
      // Who reads the address would wait for ever for a site that did not start; the failure itself is told below.
      site.catch(() => writeFile(fifo, 'http://127.0.0.1:9'))
    }
    return undefined
  }
  const told = { match: '^az webapp config set', act: 'read -r live <"$FAKE/address"; remember live "$live"' }
  try {
    return { run: await machine.run(['full', ...flags], [told], { onCall }), machine }
  } finally {
    await (await site)?.stop()
  }
}

needing('bash').describe.concurrent('a first deployment, with the real bundle behind the link', () => {
  test.each([
    ['an image built by the registry', [], 'az acr build'],
    ['the bundle', ['--bundle'], 'curl .*/api/zip/'],
  ] as const)('by %s, ends when the page has talked', async (_way, flags, proof) => {
    const { run } = await deploy(tools, flags, emulator.url)
    expect(run, run.stdout + run.stderr).toMatchObject({ status: 0 })
    expect(run.stdout).toMatch(
      /ok {2}the page held a session[\s\S]*answered: 7 times 6 is 42[\s\S]*Deployment complete!/,
    )
    const calls = run.calls.map((call) => call.join(' '))
    expect(calls).toContainEqual(expect.stringMatching(proof))
    // The page names the revision that was built; one that does not must stay well for a minute.
    expect(calls.filter((call) => call.endsWith('/health'))).toHaveLength(1)
    expect(identity.asked).toContain(`https://ai.azure.com ${APP_CLIENT_ID}`)
  })

  test('with an image built here and a Foundry agent in a resource that was there before, ends when that agent has talked', async () => {
    const flags = ['AGENT_PROFILE=shop-agent', 'EXISTING_FOUNDRY_NAME=mine', 'EXISTING_FOUNDRY_RESOURCE_GROUP=rg-mine']
    const { run } = await deploy(
      [...tools, 'docker'],
      ['--local-build', ...flags.flatMap((flag) => ['--set', flag])],
      emulator.url,
    )
    expect(run, run.stdout + run.stderr).toMatchObject({ status: 0 })
    expect(run.stdout).toMatch(/ok {2}the page held a session[\s\S]*answered: [\s\S]*Deployment complete!/)
    const agents = emulator.journal.flatMap((entry) =>
      entry.from === 'server' && entry.event.type === 'session.created' ? [entry.event.session.agent?.name] : [],
    )
    expect(run.calls.map((call) => call.join(' '))).toContainEqual(expect.stringContaining('docker push'))
    // The session that proves it, and the call.
    expect(agents.filter((name) => name === 'shop')).toHaveLength(2)
  })

  test('is not complete when the page finds no voice service', async () => {
    const { run } = await deploy(tools, ['--bundle'], 'http://127.0.0.1:9')
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('upstream_unreachable') })
    expect(run.stdout).not.toContain('Deployment complete!')
  })
})
