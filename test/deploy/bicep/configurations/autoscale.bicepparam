// Two to six instances, three of which run already.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param appServiceSku = 'P0v3'
param enableAutoscale = 'true'
param autoscaleMaximum = 6
param instanceCount = 3
