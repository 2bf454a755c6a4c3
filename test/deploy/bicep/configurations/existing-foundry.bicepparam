// A Foundry account of one's own, in a group of its own.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param existingFoundryName = 'somebodys-foundry'
param existingFoundryResourceGroup = 'rg-somebody'
param principalId = '66666666-6666-6666-6666-666666666666'
