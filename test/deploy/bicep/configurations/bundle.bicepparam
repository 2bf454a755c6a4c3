// The way that needs no registry and no Docker: the production bundle on App Service's own Node.
using '../../../../infra/main.bicep'

param environmentName = 'rg-voicelive'
param location = 'eastus2'
param resourceGroupName = 'rg-voicelive'
param ticketSecret = 'a-secret-that-no-snapshot-ever-shows'
param webRuntime = 'bundle'
param webStartCommand = 'node --max-semi-space-size=16 /home/site/wwwroot/releases/abc123def456/dist/server.mjs'
