// Every option at once.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param aiLocation = 'swedencentral'
param principalId = '66666666-6666-6666-6666-666666666666'
param principalType = 'ServicePrincipal'
param appServiceSku = 'P1v3'
param enableAutoscale = 'true'
param enablePrivateNetwork = true
param createProject = true
param byomModelName = 'gpt-5.4-mini'
param byomModelVersion = '2026-03-05'
param voiceLiveProfile = 'byom-azure-openai-realtime'
param entraClientId = '55555555-5555-5555-5555-555555555555'
param restoreFoundry = true
