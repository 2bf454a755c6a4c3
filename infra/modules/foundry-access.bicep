// Who may talk to Voice Live, on an account made here or brought along: the app, and whoever deploys, for local development.

param accountName string

@description('Whether there is an app at all; without one, only whoever deploys gets access.')
param hasApp bool

@description('Object id of the app identity.')
param appPrincipalId string

@description('Object id of whoever deploys; empty means nobody else gets access.')
param deployerPrincipalId string
param deployerPrincipalType string

// Voice Live asks for both when it is called with a token instead of a key.
var voiceLiveRoles = [
  'a97b65f3-24c7-4388-baec-2e87135dc908' // Cognitive Services User
  '53ca6127-db72-4b80-b1b0-d745d6d5456d' // Foundry User
]

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' existing = {
  name: accountName
}

resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in voiceLiveRoles: if (hasApp) {
  scope: account
  name: guid(account.id, appPrincipalId, role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}]

resource deployerAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in voiceLiveRoles: if (!empty(deployerPrincipalId)) {
  scope: account
  name: guid(account.id, deployerPrincipalId, role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: deployerPrincipalId
    principalType: deployerPrincipalType
  }
}]

output id string = account.id
output name string = account.name
output endpoint string = 'https://${account.properties.customSubDomainName}.services.ai.azure.com/'
