// The account that serves Voice Live. It has no keys: local authentication is off, so only roles open it.

param name string
param location string
param tags object

@description('Recover the soft-deleted account of this name instead of creating a new one.')
param restore bool

@description('Refuse every caller that does not come over a private endpoint.')
param privateNetwork bool

param createProject bool

@description('Name of the bring-your-own-model deployment, which the app asks for as its model.')
param deploymentName string

@description('Model to deploy; empty means none.')
param modelName string

@description('Version of that model; empty means the one that Azure calls its default.')
param modelVersion string

param modelSkuName string
param modelCapacity int

@description('Voice Live profile that the app will use.')
param profile string

@description('Whether there is a workspace; without an app there is none, as it is billed.')
param hasWorkspace bool
param workspaceId string

var foundryUserRole = '53ca6127-db72-4b80-b1b0-d745d6d5456d'

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'AIServices'
  sku: { name: 'S0' }
  identity: { type: 'SystemAssigned' }
  properties: {
    // Entra tokens are accepted only on a host of the account's own.
    customSubDomainName: name
    disableLocalAuth: true
    allowProjectManagement: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateNetwork ? 'Deny' : 'Allow' }
    restore: restore
  }
}

resource ownModel 'Microsoft.CognitiveServices/accounts/deployments@2025-06-01' = if (!empty(modelName)) {
  parent: account
  // Azure reads the name even where nothing is deployed, and an empty one is none.
  name: empty(deploymentName) ? 'none' : deploymentName
  sku: { name: modelSkuName, capacity: modelCapacity }
  properties: {
    model: { format: 'OpenAI', name: modelName, version: empty(modelVersion) ? null : modelVersion }
    versionUpgradeOption: 'OnceNewDefaultVersionAvailable'
  }
}

resource project 'Microsoft.CognitiveServices/accounts/projects@2025-06-01' = if (createProject) {
  parent: account
  name: 'voice'
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {}
  // The account refuses two changes of its children at once.
  dependsOn: [ownModel]
}

// In the chat completion profile the account calls its own deployment under its own identity.
resource selfAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (profile == 'byom-azure-openai-chat-completion') {
  scope: account
  name: guid(account.id, 'self', foundryUserRole)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', foundryUserRole)
    principalId: account.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

#disable-next-line use-recent-api-versions
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hasWorkspace) {
  scope: account
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = account.name
