// What ./azdeploy.sh full asks for when nothing is chosen: an image, a B1 plan, an access code.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param accessCodeHash = 'a-hash-that-no-snapshot-ever-shows'
