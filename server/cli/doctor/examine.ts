/** What keeps this machine from talking with the voice service: one finding for each check. */

import { messageOf } from '../../../shared/message-of.ts'
import type { Agent } from '../../agent/load.ts'
import type { Config, ServiceConfig } from '../../config/config.ts'
import { configure, findTools } from '../../config/configure.ts'
import { isBypassed, placeOf } from '../../upstream/proxy.ts'
import { checkCredential } from './credential.ts'
import { startEmulator } from './emulator.ts'
import { type Finding, fail, note, ok, skip } from './finding.ts'
import { checkNode, checkPage, checkPort } from './machine.ts'
import { checkName, checkTls } from './network.ts'
import { checkSession } from './session.ts'

/** Finding by finding, in the order in which a mistake is cheapest to mend. */
export async function* examine(env: Readonly<Record<string, string | undefined>>): AsyncGenerator<Finding> {
  yield checkNode()
  yield checkPage()
  const { outcome, notes } = configure(env, await findTools(env))
  for (const said of notes) yield note('configuration', said)
  if ('problems' in outcome) {
    for (const problem of outcome.problems) yield fail('configuration', problem)
    yield skip('session', 'the configuration comes first; npm run doctor -- --config shows all of it')
    return
  }
  const { config, agent } = outcome
  yield ok('configuration', `${agent.id} on ${config.service.type === 'azure' ? 'Azure' : 'the emulator'}`)
  yield await checkPort(config.host, config.port)
  yield* config.service.type === 'azure' ? examineAzure(config.service, agent) : examineEmulator(config, agent)
}

async function* examineAzure(
  service: Extract<ServiceConfig, { type: 'azure' }>,
  agent: Agent,
): AsyncGenerator<Finding> {
  const { proxy } = service
  if (proxy && !isBypassed(service.endpoint, proxy.bypass)) {
    yield note('proxy', `the service is dialled through ${placeOf(proxy)} (HTTPS_PROXY), which finds its name itself`)
    const { finding, id } = await checkCredential(service.credential)
    yield finding
    if (finding.outcome === 'FAIL') yield skip('session', 'the findings above come first')
    else yield await checkSession(service, agent, { id })
    return
  }
  const name = await checkName(service.endpoint)
  yield name
  const isSecure = service.endpoint.protocol === 'wss:'
  const way = name.outcome === 'FAIL' || !isSecure ? name : await checkTls(service.endpoint)
  if (way !== name) yield way
  const { finding, id } = await checkCredential(service.credential)
  yield finding
  if (way.outcome === 'FAIL' || finding.outcome === 'FAIL') yield skip('session', 'the findings above come first')
  else yield await checkSession(service, agent, { id })
}

async function* examineEmulator({ service }: Config, agent: Agent): AsyncGenerator<Finding> {
  const emulator = startEmulator()
  try {
    const origin = await emulator.origin
    yield ok('emulator', 'starts')
    yield await checkSession(service, agent, { origin })
  } catch (error) {
    const said = messageOf(error)
    yield fail('emulator', `does not start: ${said}`, 'Run npm ci, for the emulator is a development dependency.')
  } finally {
    emulator.stop()
  }
}
