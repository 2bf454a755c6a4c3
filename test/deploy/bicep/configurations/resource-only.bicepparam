// Nothing but the Foundry account and the roles of whoever deploys: the server runs on their own machine.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param webRuntime = 'none'
param principalId = '66666666-6666-6666-6666-666666666666'
