// The private home of the image: no admin user, pulled by the app identity alone.

param name string
param location string
param tags object

@description('Object id of the app identity, which pulls.')
param pullerPrincipalId string

param workspaceId string

var acrPullRole = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: 'Enabled'
    // AcrPull is honoured only in this mode.
    roleAssignmentMode: 'LegacyRegistryPermissions'
    policies: {
      // App Service pulls with a token for Azure Resource Manager; disabled, every pull fails as unauthorized.
      azureADAuthenticationAsArmPolicy: { status: 'enabled' }
    }
  }
}

resource puller 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, pullerPrincipalId, acrPullRole)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPullRole)
    principalId: pullerPrincipalId
    principalType: 'ServicePrincipal'
  }
}

#disable-next-line use-recent-api-versions
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: registry
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerRegistryLoginEvents', enabled: true }
      { category: 'ContainerRegistryRepositoryEvents', enabled: true }
    ]
  }
}

output name string = registry.name
output loginServer string = registry.properties.loginServer
