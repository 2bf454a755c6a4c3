// The App Service plan, made before anything that is billed: where there is no quota for it, nothing else is left behind.

param name string
param location string
param tags object
param skuName string

@description('Instances to run. What runs already is passed in again, so that provisioning does not undo scaling.')
param capacity int

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'linux'
  sku: { name: skuName, capacity: capacity }
  properties: { reserved: true }
}

output id string = plan.id
output name string = plan.name
