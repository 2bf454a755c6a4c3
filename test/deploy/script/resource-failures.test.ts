/** The rows of the failure table about names, roles, conflicts, logins and the network, and what is not in the table. */

import { needing } from '../../support/needing.ts'
import { again, expectRow, type FailureRow } from './failure-row.ts'
import { useMachines } from './machines.ts'
import { provisionFails, type Rule } from './scenario.ts'

const { describe, test } = needing('bash')

const { prepared } = useMachines()

const deletedAccount: Rule = {
  match: '^az cognitiveservices account list-deleted',
  out: '/subscriptions/1/providers/Microsoft.CognitiveServices/locations/eastus2/resourceGroups/other/deletedAccounts/not-ours\n/subscriptions/1/providers/Microsoft.CognitiveServices/locations/eastus2/resourceGroups/RG-VoiceLive/deletedAccounts/aif-m5d6qkcdxocdy\n',
}
const staleRole = '/subscriptions/1/resourceGroups/rg-voicelive/providers/Microsoft.Authorization/roleAssignments/9'

const rows: readonly FailureRow[] = [
  {
    name: 'an account that may not create says which action is missing',
    rules: [
      provisionFails(
        "AuthorizationFailed: The client 'me' does not have authorization to perform action 'Microsoft.Web/serverfarms/write' over scope 'x'",
        9,
      ),
    ],
    status: 1,
    rounds: [again],
    says: ["action 'Microsoft.Web/serverfarms/write'", 'Your account may not do this'],
  },
  {
    name: 'a soft-deleted account is brought back, and the switch is off again afterwards',
    rules: [deletedAccount, provisionFails('FlagMustBeSetForRestore: An existing resource has been soft-deleted')],
    rounds: [{ RESTORE_FOUNDRY: 'false' }, { RESTORE_FOUNDRY: 'true' }],
    notCalled: [/^az cognitiveservices account purge/],
  },
  {
    name: 'an account that came back in a round that failed is not brought back again, in this run or the next',
    rules: [
      deletedAccount,
      provisionFails('FlagMustBeSetForRestore'),
      provisionFails('CanNotRestoreAnActiveResource: Could not restore an active account'),
    ],
    kept: { RESTORE_FOUNDRY: 'true' },
    rounds: [{ RESTORE_FOUNDRY: 'false' }, { RESTORE_FOUNDRY: 'true' }, { RESTORE_FOUNDRY: 'false' }],
  },
  {
    name: 'an account that cannot be brought back is purged when --yes agrees, ours only',
    args: ['--yes'],
    rules: [deletedAccount, provisionFails('FlagMustBeSetForRestore', 2)],
    rounds: [{ RESTORE_FOUNDRY: 'false' }, { RESTORE_FOUNDRY: 'true' }, { RESTORE_FOUNDRY: 'false' }],
    called: [
      /^az cognitiveservices account purge --name aif-m5d6qkcdxocdy --resource-group rg-voicelive --location eastus2/,
    ],
    notCalled: [/purge --name not-ours/],
  },
  {
    name: 'without consent nothing is purged, and the command is named',
    rules: [deletedAccount, provisionFails('FlagMustBeSetForRestore', 9)],
    status: 1,
    rounds: [again, again],
    says: ['az cognitiveservices account purge --name aif-m5d6qkcdxocdy'],
    notCalled: [/^az cognitiveservices account purge/],
  },
  {
    name: 'CustomDomainInUse by somebody else leads to new names, and what is billed beside them is named',
    rules: [provisionFails('CustomDomainInUse')],
    rounds: [
      { AZURE_ENV_NAME: 'rg-voicelive' },
      { NAME_GENERATION: '2', AZURE_LOCATION: 'eastus2', RESTORE_FOUNDRY: 'false' },
    ],
    says: ['what the first names made stays in rg-voicelive, and is billed'],
  },
  {
    name: 'WebsiteAlreadyExists leads to new names, once',
    rules: [provisionFails('Conflict: Website with given name app-m5d6qkcdxocdy already exists.', 9)],
    status: 1,
    rounds: [{}, { NAME_GENERATION: '2' }],
    says: ['--env'],
  },
  {
    name: 'what Azure, or an interrupted run, is still busy with is waited for 30, 60 and 120 s, in the same place',
    command: 'full',
    rules: [
      provisionFails('RequestConflict: Another operation is currently being performed'),
      provisionFails('AccountProvisioningStateInvalid'),
      provisionFails('DeploymentActive: ... would overwrite an existing deployment which is still active.'),
    ],
    rounds: [again, again, again, { AZURE_AI_LOCATION: 'eastus2' }],
    waited: [30, 60, 120],
  },
  {
    name: 'AccountProvisioningStateInvalid without end is given up after three waits',
    rules: [provisionFails('AccountProvisioningStateInvalid', 9)],
    status: 1,
    rounds: [again, again, again, again],
    waited: [30, 60, 120],
  },
  {
    name: 'a missing right to give roles stops at once and names the roles',
    rules: [
      provisionFails("AuthorizationFailed: ... action 'Microsoft.Authorization/roleAssignments/write' over scope", 9),
    ],
    status: 1,
    rounds: [again],
    says: ['Contributor with Role Based Access Control Administrator'],
  },
  {
    name: 'PrincipalNotFound waits for Entra',
    rules: [provisionFails('PrincipalNotFound: Principal 22 does not exist in the directory', 2)],
    rounds: [again, again, again],
    waited: [30, 30],
  },
  {
    name: 'a wrong principal type is corrected',
    rules: [
      provisionFails(
        "The PrincipalId '4' has type 'ServicePrincipal', which is different from specified PrincipalType 'User'",
      ),
    ],
    rounds: [{ AZURE_PRINCIPAL_TYPE: 'User' }, { AZURE_PRINCIPAL_TYPE: 'ServicePrincipal' }],
  },
  {
    name: 'RoleAssignmentExists leaves the roles of the deployer as they are, after which it is as good as done',
    rules: [
      {
        ...provisionFails('RoleAssignmentExists: The role assignment already exists.', 9),
        // Azure refuses until what is asked of it has changed.
        act: '[ "$e_DEPLOYER_ACCESS" != false ] || return 0',
      },
    ],
    rounds: [again, { DEPLOYER_ACCESS: 'false' }],
  },
  {
    name: 'a role of a deleted identity is removed when --yes agrees, in our group only',
    args: ['--yes'],
    rules: [
      {
        // Where Graph refuses, az leaves principalName out: list_role_assignments in azure/cli/command_modules/role/custom.py.
        match: "^az role assignment list --all --query \\[\\?principalName==''\\]\\.id ",
        out: `${staleRole}\n/subscriptions/1/resourceGroups/other/providers/x/roleAssignments/8\n`,
      },
      provisionFails(
        'RoleAssignmentUpdateNotPermitted: Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      ),
    ],
    rounds: [again, again],
    called: [new RegExp(`^az role assignment delete --ids ${staleRole}`)],
    notCalled: [/resourceGroups\/other/],
  },
  {
    name: 'without consent no role is removed',
    rules: [
      { match: '^az role assignment list --all', out: `${staleRole}\n` },
      provisionFails('RoleAssignmentUpdateNotPermitted', 9),
    ],
    status: 1,
    rounds: [again],
    notCalled: [/^az role assignment delete/],
  },
  {
    name: 'an expired login without a terminal names az login',
    rules: [provisionFails('AADSTS70043: The refresh token has expired', 9)],
    status: 1,
    rounds: [again],
    says: ['Run: az login'],
    notCalled: [/^az login/],
  },
  {
    name: 'getaddrinfo, 429 and 503 wait 10, 30 and 60 s',
    rules: [
      provisionFails('getaddrinfo ENOTFOUND management.azure.com'),
      provisionFails('status: 429'),
      provisionFails('StatusCode=503'),
    ],
    rounds: [again, again, again, again],
    waited: [30, 60],
  },
  {
    name: 'a resource group that lies elsewhere keeps its region',
    rules: [provisionFails("InvalidResourceGroupLocation: The Resource group already exists in location 'westeurope'")],
    rounds: [
      { AZURE_RESOURCE_GROUP_LOCATION: 'eastus2' },
      { AZURE_RESOURCE_GROUP_LOCATION: 'westeurope', AZURE_LOCATION: 'eastus2' },
    ],
  },
  {
    name: 'MissingSubscriptionRegistration registers the missing provider',
    rules: [
      {
        match: '^az provider list',
        times: 1,
        out: 'Microsoft.CognitiveServices\nMicrosoft.ContainerRegistry\nMicrosoft.Web\nMicrosoft.OperationalInsights\nmicrosoft.insights\nMicrosoft.ManagedIdentity\n',
      },
      {
        match: '^az provider list',
        out: 'Microsoft.CognitiveServices\nMicrosoft.ContainerRegistry\nMicrosoft.OperationalInsights\nmicrosoft.insights\nMicrosoft.ManagedIdentity\n',
      },
      provisionFails("MissingSubscriptionRegistration: not registered to use namespace 'Microsoft.Web'"),
    ],
    rounds: [again, again],
    called: [/^az provider register --namespace Microsoft\.Web --wait/],
  },
  {
    name: 'success without outputs is tried once more without azd’s memory, then given up',
    command: 'full',
    rules: [{ match: '^azd provision', out: 'nothing to see here\n' }],
    status: 1,
    rounds: [again, again],
    called: [/^azd provision --no-state/],
    says: ['missing: ', 'SERVICE_WEB_URI', 'nothing to see here'],
  },
  {
    name: 'an unknown failure ends with the last lines of what azd said',
    rules: [provisionFails('SomethingNew: never seen', 9)],
    status: 1,
    rounds: [again],
    says: ['| ERROR:', 'SomethingNew: never seen'],
  },
]

describe.concurrent('azdeploy.sh, when azd provision fails', () => {
  test.each(rows)('$name', (row) => expectRow(prepared(row.kept), row))
})
