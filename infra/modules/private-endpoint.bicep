// One private address for one resource, and the DNS zones that make its public name lead there inside the network.

param name string
param location string
param tags object
param networkId string
param subnetId string

@description('Resource that the endpoint leads to.')
param targetId string

@description('Part of that resource: account for Foundry.')
param groupId string

@description('Private DNS zones of that part.')
param zoneNames string[]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zoneName in zoneNames: {
  name: zoneName
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zoneName, index) in zoneNames: {
  parent: zones[index]
  name: 'link-${uniqueString(networkId)}'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: networkId }
  }
}]

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: targetId, groupIds: [groupId] }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [for (zoneName, index) in zoneNames: {
      name: replace(zoneName, '.', '-')
      properties: { privateDnsZoneId: zones[index].id }
    }]
  }
}
