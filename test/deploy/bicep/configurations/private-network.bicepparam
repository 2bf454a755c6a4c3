// The Foundry account is reached over a private endpoint only.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param enablePrivateNetwork = true
