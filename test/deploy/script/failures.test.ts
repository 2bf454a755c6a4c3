/** What each text of Azure means, by infra/scripts/failures.sh itself: all texts in one shell. What a cause leads to is in the tables of runs. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import { findProgram } from './machine.ts'

const { test } = needing('bash')

const root = resolve(import.meta.dirname, '../../..')

const rows = [
  ['ServiceModelDeprecating: The model is in deprecating state', 'model-closed'],
  ['InternalSubscriptionIsOverQuotaForSku', 'app-quota'],
  ['Unauthorized: Operation cannot be completed without additional quota. (Code: 401)', 'app-quota'],
  ['Location: East US 2 Current Limit (Basic VMs): 0 Current Usage: 0', 'app-quota'],
  ['Unauthorized: This region has quota of 0 instances for your subscription. Try another region or SKU.', 'app-quota'],
  ['No available instances to satisfy this request. App Service is attempting to increase capacity.', 'app-quota'],
  ['InvalidTemplateDeployment: see inner errors\n\n  - SubscriptionIsOverQuotaForSku: no quota', 'app-quota'],
  ['No available\r\n    instances to satisfy\tthis request, on several lines', 'app-quota'],
  ['insufficientquota: in small letters', 'ai-quota'],
  ['ai_model_quota_exceeded: OpenAI.S0.AccountCount', 'ai-quota'],
  ['SpecialFeatureOrQuotaIdRequired', 'ai-model'],
  ['FlagMustBeSetForRestore', 'soft-deleted'],
  ['AlreadyInUse: The registry DNS name crm.azurecr.io is already in use.', 'name-taken'],
  ['Conflict: Website with given name app-1 already exists.', 'name-taken'],
  ['RequestConflict: Another operation is currently being performed', 'conflict'],
  ['AccountProvisioningStateInvalid', 'conflict'],
  ["DeploymentActive: The deployment with resource id 'x' cannot be saved, because ... is still active.", 'conflict'],
  ["AuthorizationFailed: ... perform action 'Microsoft.Authorization/roleAssignments/write' over scope", 'rbac'],
  ["AuthorizationFailed: ... action 'Microsoft.Web/serverfarms/write'", 'forbidden'],
  ['dial tcp: lookup management.azure.com: no such host', 'offline'],
  ['getaddrinfo ENOTFOUND management.azure.com', 'offline'],
  ['AADSTS70043: The refresh token has expired', 'login'],
  ['StatusCode=503', 'transient'],
  ['connection reset by peer', 'transient'],
  ["The command '/bin/sh -c node client/build.ts' returned a non-zero code: 1\nexit code: 1", 'build-step'],
  ["Container app-1 didn't respond to HTTP pings on port: 8080", 'no-ping'],
  ['SomethingNew: never seen', 'unknown'],
  ['', 'unknown'],
  [`${'x'.repeat(70_000)} RequestDisallowedByPolicy`, 'policy'],
] as const

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'failures-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every text has its class, and every class its sentence', () => {
  for (const [index, [text]] of rows.entries()) writeFileSync(join(folder, `${index}.log`), text)
  const script = `set -euo pipefail; root="$1" logs="$2"; . "$1/infra/scripts/failures.sh"
    for ((i = 0; i < ${rows.length}; i++)); do classify "$i"; said="$cause"; cause=''; explain "$class"; printf '%s\t%s\t%s\n' "$class" "$said" "$cause"; done`
  const output = execFileSync(findProgram('bash'), ['-c', script, 'classify', root, folder], { encoding: 'utf8' })
  const sentences = new Map(
    readFileSync(join(root, 'infra/failures.tsv'), 'utf8')
      .split('\n')
      .map((row) => [row.split('\t')[0] ?? '', row.split('\t')[2] ?? '']),
  )
  const expected = rows.map(([, name]) => {
    const sentence = sentences.get(name) ?? 'The cause is not one this script knows.'
    return [name, sentence, sentence]
  })
  expect(
    output
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')),
  ).toEqual(expected)
})
