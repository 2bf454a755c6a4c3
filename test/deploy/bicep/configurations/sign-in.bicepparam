// Entra ID asks people to sign in, in place of the access code.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param entraClientId = '55555555-5555-5555-5555-555555555555'
