// Where logs and metrics go, bounded in price, and taking telemetry from nobody who has only a key.

param workspaceName string
param componentName string
param location string
param tags object

@description('Gigabytes a day after which ingestion stops until midnight UTC, so that a noisy day cannot surprise the bill.')
param dailyQuotaGb int = 1

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

output workspaceId string = workspace.id
