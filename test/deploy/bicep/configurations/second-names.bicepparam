// Other names for the same environment, because somebody else has taken one of the first.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param nameGeneration = '2'
param aiLocation = 'swedencentral'
param resourceGroupLocation = 'westeurope'
// cost:centre is "4711, ä"; the environment's own tag is another's, and empty has no value.
param groupTags = 'Y29zdDpjZW50cmU=:NDcxMSwgw6Q=,YXpkLWVudi1uYW1l:b3RoZXI=,ZW1wdHk=:'
