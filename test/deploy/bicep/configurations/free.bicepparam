// The same on the Free plan, where a subscription has no quota for any other.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param webRuntime = 'bundle'
param appServiceSku = 'F1'
