/** The rows of the failure table about models, quota, regions and plans: the app and Voice Live move on, each on its own. */

import { needing } from '../../support/needing.ts'
import { expectRow, type FailureRow } from './failure-row.ts'
import { useMachines } from './machines.ts'
import { provisionFails } from './scenario.ts'

const { describe, test } = needing('bash')

const { prepared, deployed } = useMachines()

const overQuota =
  'Unauthorized: Operation cannot be completed without additional quota. Location: East US 2 Current Limit (Basic VMs): 0 Current Usage: 0 (Code: 401)'

const rows: readonly FailureRow[] = [
  {
    name: 'ServiceModelDeprecating stops at once and names managed models, in no other region',
    rules: [
      provisionFails(
        "InvalidTemplateDeployment: ... ServiceModelDeprecating: The model 'Format:OpenAI,Name:gpt-4o,Version:2024-11-20' is in deprecating state",
        9,
      ),
    ],
    status: 1,
    rounds: [{ AZURE_AI_LOCATION: 'eastus2' }],
    says: ['Managed models need no deployment'],
  },
  {
    name: 'DeploymentModelNotSupported moves Voice Live, and only Voice Live, to the next region',
    rules: [provisionFails('DeploymentModelNotSupported: not in this region')],
    rounds: [
      { AZURE_LOCATION: 'eastus2', AZURE_AI_LOCATION: 'eastus2' },
      { AZURE_LOCATION: 'eastus2', AZURE_AI_LOCATION: 'swedencentral' },
    ],
  },
  {
    name: 'SpecialFeatureOrQuotaIdRequired in every region of the chain ends with a managed model',
    rules: [provisionFails('SpecialFeatureOrQuotaIdRequired', 9)],
    status: 1,
    rounds: ['eastus2', 'swedencentral', 'westus2', 'australiaeast'].map((region) => ({ AZURE_AI_LOCATION: region })),
    says: ['--model gpt-realtime'],
  },
  {
    name: 'InsufficientQuota shows the usage and moves Voice Live',
    rules: [provisionFails('InsufficientQuota: This operation require 10 new capacity')],
    rounds: [{ AZURE_AI_LOCATION: 'eastus2' }, { AZURE_AI_LOCATION: 'swedencentral' }],
    called: [/^az cognitiveservices usage list --location eastus2 --output table/],
  },
  {
    name: 'a quota found by azd’s own validation, which ends with status 0 and creates nothing, moves Voice Live too',
    rules: [
      { match: '^azd provision', times: 1, out: 'validation: ai_model_quota_exceeded: OpenAI.S0.AccountCount\n' },
    ],
    rounds: [{ AZURE_AI_LOCATION: 'eastus2' }, { AZURE_AI_LOCATION: 'swedencentral' }],
    says: ['azd reported success but created nothing'],
  },
  {
    name: 'SubscriptionIsOverQuotaForSku moves the app, and only the app',
    command: 'full',
    rules: [provisionFails('InternalSubscriptionIsOverQuotaForSku')],
    rounds: [
      { AZURE_LOCATION: 'eastus2', AZURE_AI_LOCATION: 'eastus2', AZURE_RESOURCE_GROUP_LOCATION: 'eastus2' },
      { AZURE_LOCATION: 'swedencentral', AZURE_AI_LOCATION: 'eastus2', AZURE_RESOURCE_GROUP_LOCATION: 'eastus2' },
    ],
  },
  {
    name: 'an App Service quota that Azure calls 401 is no login failure, and without consent no larger plan is taken',
    rules: [provisionFails(overQuota, 9)],
    status: 1,
    rounds: ['eastus2', 'swedencentral', 'westus2', 'australiaeast'].map((region) => ({ AZURE_LOCATION: region })),
    says: ['https://aka.ms/antquotahelp', '--sku P0v3'],
    notCalled: [/^az login/],
  },
  {
    name: 'App Service quota gone everywhere goes on to P0v3, S1 and the Free plan, each once, where the app was wanted',
    command: 'full',
    args: ['--yes'],
    rules: [provisionFails(overQuota, 6)],
    rounds: [
      ...['eastus2', 'swedencentral', 'westus2', 'australiaeast'].map((AZURE_LOCATION) => ({
        AZURE_LOCATION,
        APP_SERVICE_SKU: 'B1',
      })),
      { AZURE_LOCATION: 'eastus2', APP_SERVICE_SKU: 'P0v3' },
      { AZURE_LOCATION: 'eastus2', APP_SERVICE_SKU: 'S1' },
      { AZURE_LOCATION: 'eastus2', APP_SERVICE_SKU: 'F1', SERVICE_WEB_RUNTIME: 'bundle' },
    ],
    says: ['four calls at once', 'one hour of processor time a day'],
    called: [
      /--startup-file node --max-semi-space-size=16 \/home\/site\/wwwroot\/releases\/abc123def456\/dist\/server\.mjs/,
    ],
    notCalled: [/^az acr/],
  },
  {
    name: 'the plan that was asked for is not offered again, nor the Free plan, which joins no private network',
    command: 'full',
    args: ['--yes', '--sku', 'S1', '--set', 'ENABLE_PRIVATE_NETWORK=true'],
    rules: [provisionFails(overQuota, 9)],
    status: 1,
    rounds: [...Array(4).fill({ APP_SERVICE_SKU: 'S1' }), { APP_SERVICE_SKU: 'P0v3' }],
  },
  {
    name: 'regions that a policy allows are known before anything is created',
    rules: [
      { match: '^az policy assignment list .*listOfAllowedLocations', out: 'Sweden\tswedencentral\tpolandcentral\n' },
    ],
    rounds: [
      {
        AZURE_LOCATION: 'swedencentral',
        AZURE_AI_LOCATION: 'swedencentral',
        AZURE_RESOURCE_GROUP_LOCATION: 'swedencentral',
      },
    ],
    says: ['does not allow eastus2'],
  },
  {
    name: '--no-fallback stays in the chosen region',
    args: ['--no-fallback'],
    rules: [provisionFails('InsufficientQuota', 9)],
    status: 1,
    rounds: [{ AZURE_AI_LOCATION: 'eastus2' }],
  },
  {
    name: 'LocationNotAvailableForResourceType of a web app moves the app',
    rules: [provisionFails("LocationNotAvailableForResourceType: ... 'Microsoft.Web/serverfarms'")],
    rounds: [{ AZURE_LOCATION: 'eastus2' }, { AZURE_LOCATION: 'swedencentral', AZURE_AI_LOCATION: 'eastus2' }],
  },
  {
    name: 'SkuNotAvailable of a Foundry account moves Voice Live',
    rules: [provisionFails("SkuNotAvailable: ... 'Microsoft.CognitiveServices/accounts'")],
    rounds: [{ AZURE_AI_LOCATION: 'eastus2' }, { AZURE_LOCATION: 'eastus2', AZURE_AI_LOCATION: 'swedencentral' }],
  },
  {
    name: 'RequestDisallowedByPolicy lists the policies and moves both when the text blames neither',
    rules: [provisionFails('RequestDisallowedByAzure: Resource was disallowed by policy')],
    rounds: [{}, { AZURE_LOCATION: 'swedencentral', AZURE_AI_LOCATION: 'swedencentral' }],
    called: [/^az policy assignment list/],
  },
]

/** On a page that runs already, in eastus2 on B1. */
const running: FailureRow = {
  name: 'a larger plan without quota fails, and neither moves the page nor buys it another plan',
  command: 'full',
  args: ['--yes', '--sku', 'P0v3'],
  rules: [provisionFails(overQuota, 9)],
  status: 1,
  rounds: [{ AZURE_LOCATION: 'eastus2', APP_SERVICE_SKU: 'P0v3' }],
  says: ['app-m5d6qkcdxocdy stays where it is', 'https://aka.ms/antquotahelp'],
}

describe.concurrent('azdeploy.sh, when a region or a plan will not do', () => {
  test.each(rows)('$name', (row) => expectRow(prepared(), row))
  test(running.name, () => expectRow(deployed(), running))
  test(`${running.name}, also when only Azure knows the page`, () => {
    const machine = prepared()
    machine.state('site', 'app-m5d6qkcdxocdy')
    machine.state('tag.azd-env-name', 'rg-voicelive')
    return expectRow(machine, running)
  })
})
