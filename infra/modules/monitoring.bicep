// Where logs, metrics and traces go, bounded in price, and taking telemetry only from the app's own identity.

param workspaceName string
param componentName string
param location string
param tags object

@description('Object id of the app identity, the only one that may publish telemetry.')
param publisherPrincipalId string

@description('Gigabytes a day after which ingestion stops until midnight UTC, so that a noisy day cannot surprise the bill.')
param dailyQuotaGb int = 1

var monitoringMetricsPublisherRole = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: dailyQuotaGb }
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // With this the connection string is an address and no credential.
    DisableLocalAuth: true
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, publisherPrincipalId, monitoringMetricsPublisherRole)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisherRole)
    principalId: publisherPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output workspaceId string = workspace.id
output componentName string = component.name
