/** The compose file fits the Dockerfile and the emulator beside which it starts the page. */

import { readFileSync } from 'node:fs'
import { DockerfileParser } from 'dockerfile-ast'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../../server/config/config.ts'
import { readOptions } from '../../../server/emulator/options.ts'
import { shippedValue } from './dockerfile-policy.ts'

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'))
const dockerfile = readFileSync('Dockerfile', 'utf8')

test('the emulator runs in a stage of the Dockerfile, by a file that is there', () => {
  const stages = DockerfileParser.parse(dockerfile)
    .getFROMs()
    .map((from) => from.getBuildStage())
  expect(stages).toContain(services.emulator.build.target)
  expect(() => readFileSync(services.emulator.command[1])).not.toThrow()
  // Its engines are development dependencies, which an image leaves out.
  expect(services.emulator.build.args).toEqual({ NPM_FLAGS: '--include=dev' })
})

test('the page finds the emulator where it listens by default, and accepts its settings', () => {
  const { environment, network_mode } = services.page
  expect(network_mode).toBe('service:emulator')
  const port = Number(new URL(environment.AZURE_VOICE_LIVE_ENDPOINT).port)
  expect(readOptions(services.emulator.command.slice(2))).toMatchObject({ port })
  const read = readConfig({ HOST: shippedValue(dockerfile, 'ENV', 'HOST'), ...environment })
  expect(read).toMatchObject({ config: { service: { type: 'azure' }, access: { type: 'open' } } })
})

test('the page is published on this machine only, at the port of the image, and may do nothing it need not', () => {
  expect(services.emulator.ports).toEqual([`127.0.0.1:8080:${shippedValue(dockerfile, 'ENV', 'PORT')}`])
  expect(services.page).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
})
