// Azure Managed Redis for state that instances share, opened by the app identity and by no access key.

param name string
param location string
param tags object

@description('Refuse every caller that does not come over a private endpoint.')
param privateNetwork bool

@description('Object id of the app identity.')
param appPrincipalId string

param skuName string = 'Balanced_B0'

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    accessKeysAuthentication: 'Disabled'
    clientProtocol: 'Encrypted'
    // One endpoint for clients that know no cluster protocol.
    clusteringPolicy: 'EnterpriseCluster'
    // State here is leases and counters with a time to live; a full cache must refuse, never forget.
    evictionPolicy: 'NoEviction'
    port: 10000
  }
}

resource appAccess 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = {
  parent: database
  name: 'app'
  properties: {
    accessPolicyName: 'default'
    user: { objectId: appPrincipalId }
  }
}

output id string = cluster.id
output endpoint string = '${cluster.properties.hostName}:${database.properties.port}'
