// The site that runs the container, and the settings that are its contract with the server.

param name string
param planName string
param location string
param tags object
param skuName string

@description('Full reference of the image, best by digest.')
param imageName string

param identityId string

@description('Client id of that identity, not its resource id: App Service pulls as anonymous when it gets the wrong one.')
param identityClientId string

@description('Subnet that the site joins; empty means none.')
param subnetId string

param workspaceId string

param voiceLiveEndpoint string
param agentProfile string
param voiceLiveModel string
param voiceLiveVoice string
param voiceLiveInstructions string
param voiceLiveProfile string

@secure()
param accessCodeHash string

@secure()
param ticketSecret string

param maxSessions int
param idleMinutes int
param maxMinutes int
param resumeSeconds int

@description('Host and port of Redis; empty means none.')
param redisEndpoint string

@description('Client id of the app registration when Easy Auth is on; empty means off.')
param entraClientId string

var usesEasyAuth = !empty(entraClientId)

// One list for everything the container sees: a deployment replaces all settings, so what is set by hand is lost.
var settings = {
  WEBSITES_PORT: '8080'
  PORT: '8080'
  WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false'
  WEBSITES_CONTAINER_START_TIME_LIMIT: '230'
  // Seconds from SIGTERM to SIGKILL; the default of 5 would cut every call short.
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: '60'
  WEBSITE_HEALTHCHECK_MAXPINGFAILURES: '5'
  NODE_ENV: 'production'
  AZURE_CLIENT_ID: identityClientId
  AZURE_VOICE_LIVE_ENDPOINT: voiceLiveEndpoint
  AGENT_PROFILE: agentProfile
  VOICE_LIVE_MODEL: voiceLiveModel
  VOICE_LIVE_VOICE: voiceLiveVoice
  VOICE_LIVE_INSTRUCTIONS: voiceLiveInstructions
  VOICE_LIVE_PROFILE: voiceLiveProfile
  MAX_SESSIONS: string(maxSessions)
  IDLE_MINUTES: string(idleMinutes)
  MAX_MINUTES: string(maxMinutes)
  RESUME_SECONDS: string(resumeSeconds)
  ACCESS_CODE_HASH: accessCodeHash
  TICKET_SECRET: ticketSecret
  REDIS_ENDPOINT: redisEndpoint
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: usesEasyAuth ? identityClientId : ''
  WEBSITE_AUTH_AAD_ALLOWED_TENANTS: usesEasyAuth ? tenant().tenantId : ''
}

var siteLogs = [
  'AppServiceConsoleLogs'
  'AppServiceHTTPLogs'
  'AppServicePlatformLogs'
  'AppServiceAuditLogs'
  'AppServiceAuthenticationLogs'
]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'linux'
  sku: { name: skuName }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'web' })
  kind: 'app,linux,container'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // A call is pinned by its own connection and tickets are signed, so nothing needs the affinity cookie.
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    // Private addresses go through the subnet; the rest leaves by App Service's own way out, so no NAT gateway is needed.
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      linuxFxVersion: 'DOCKER|${imageName}'
      acrUseManagedIdentityCreds: true
      acrUserManagedIdentityID: identityClientId
      webSocketsEnabled: true
      alwaysOn: true
      healthCheckPath: '/health'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
      httpLoggingEnabled: true
      logsDirectorySizeLimit: 35
      // What is empty is left out, so that the server's own defaults apply.
      appSettings: map(filter(items(settings), setting => !empty(setting.value)), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

#disable-next-line use-recent-api-versions
resource siteDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [for category in siteLogs: { category: category, enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions
resource planDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: plan
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = site.name
output planId string = plan.id
output uri string = 'https://${site.properties.defaultHostName}'
