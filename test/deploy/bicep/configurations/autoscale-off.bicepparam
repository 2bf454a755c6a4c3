// A plan that scaled by itself, and no longer does: three instances run.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param appServiceSku = 'P0v3'
param enableAutoscale = 'false'
param instanceCount = 3
