// The site that runs the server, from an image or from an uploaded bundle, and the settings that are its contract with it.

param name string
param planId string
param planName string
param location string
param tags object

@description('The plan is Free, which has no Always On and no health check.')
param isFree bool

@description('image: a container from a registry. bundle: the production bundle on App Service\'s own Node.')
param runtime string

@description('Full reference of the image, best by digest.')
param imageName string

@description('Node of App Service that runs the bundle.')
param nodeVersion string

@description('Command that starts the bundle; empty means App Service\'s own start page, until one is uploaded.')
param startCommand string

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
param voiceLiveProfile string

@secure()
param voiceLiveInstructions string

@secure()
param accessCodeHash string

@secure()
param ticketSecret string

param maxSessions int
param idleMinutes int
param maxMinutes int
param resumeSeconds int

@secure()
@description('Further settings, as NAME:base64 of UTF-8, separated by commas.')
param extraSettings string

var runsImage = runtime == 'image'
var extraPairs = map(filter(split(extraSettings, ','), pair => contains(pair, ':')), pair => split(pair, ':'))
var extras = toObject(extraPairs, pair => pair[0], pair => base64ToString(pair[1]))

// What is empty is left out, so that the server's own defaults apply.
var optional = union(
  empty(agentProfile) ? {} : { AGENT_PROFILE: agentProfile },
  empty(voiceLiveModel) ? {} : { VOICE_LIVE_MODEL: voiceLiveModel },
  empty(voiceLiveVoice) ? {} : { VOICE_LIVE_VOICE: voiceLiveVoice },
  empty(voiceLiveInstructions) ? {} : { VOICE_LIVE_INSTRUCTIONS: voiceLiveInstructions },
  empty(voiceLiveProfile) ? {} : { VOICE_LIVE_PROFILE: voiceLiveProfile }
)

var siteLogs = [
  'AppServiceConsoleLogs'
  'AppServiceHTTPLogs'
  'AppServicePlatformLogs'
  'AppServiceAuditLogs'
  'AppServiceAuthenticationLogs'
]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' existing = {
  name: planName
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'web' })
  kind: runsImage ? 'app,linux,container' : 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: planId
    httpsOnly: true
    // A call is pinned by its own connection and tickets are signed, so nothing needs the affinity cookie.
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    // Private addresses go through the subnet; the rest leaves by App Service's own way out, so no NAT gateway is needed.
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      linuxFxVersion: runsImage ? 'DOCKER|${imageName}' : 'NODE|${nodeVersion}'
      appCommandLine: runsImage ? '' : startCommand
      acrUseManagedIdentityCreds: runsImage
      acrUserManagedIdentityID: runsImage ? identityClientId : ''
      webSocketsEnabled: true
      alwaysOn: !isFree
      healthCheckPath: isFree ? '' : '/health'
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      remoteDebuggingEnabled: false
      httpLoggingEnabled: true
      logsDirectorySizeLimit: 35
    }
  }
}

// Everything the server is told, in one place: a deployment replaces all settings, so what is set by hand is lost.
resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: union(optional, extras, {
    WEBSITES_PORT: '8080'
    PORT: '8080'
    HOST: '0.0.0.0'
    // The bundle lies on the site's own disk; an image brings all it needs.
    WEBSITES_ENABLE_APP_SERVICE_STORAGE: runsImage ? 'false' : 'true'
    SCM_DO_BUILD_DURING_DEPLOYMENT: 'false'
    WEBSITES_CONTAINER_START_TIME_LIMIT: '230'
    // Seconds from SIGTERM to SIGKILL. The default is 5, which is all that the server needs until DRAIN_SECONDS is set higher.
    WEBSITES_CONTAINER_STOP_TIME_LIMIT: '60'
    WEBSITE_HEALTHCHECK_MAXPINGFAILURES: '5'
    NODE_ENV: 'production'
    AZURE_CLIENT_ID: identityClientId
    AZURE_VOICE_LIVE_ENDPOINT: voiceLiveEndpoint
    MAX_SESSIONS: string(maxSessions)
    IDLE_MINUTES: string(idleMinutes)
    MAX_MINUTES: string(maxMinutes)
    RESUME_SECONDS: string(resumeSeconds)
    ACCESS_CODE_HASH: accessCodeHash
    TICKET_SECRET: ticketSecret
    // Both are read only while App Service asks people to sign in.
    OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
    WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId
  })
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
output uri string = 'https://${site.properties.defaultHostName}'
