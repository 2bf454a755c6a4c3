// The whole deployment in one file to read first: what exists, what is optional, and what the deploying script may know.
targetScope = 'subscription'

// --- where and for whom ---

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; every generated name derives from it.')
param environmentName string

@minLength(1)
@description('Region of everything but the Foundry account.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Region of the Foundry account; empty means the same as location. App Service and Voice Live run out of quota independently.')
param aiLocation string = ''

@description('Resource group to create or update; empty means rg-<environment>.')
param resourceGroupName string = ''

@description('Region of the resource group itself when it already exists elsewhere; empty means the same as location.')
param resourceGroupLocation string = ''

@description('Tags that the group has already, as NAME:VALUE, both base64 of UTF-8, separated by commas: a deployment writes all tags of a group anew.')
param groupTags string = ''

@description('Makes other generated names for the same environment when somebody else has taken one; empty for the first.')
param nameGeneration string = ''

@description('Object id of the person or pipeline that deploys, who may then talk to Voice Live without a key; empty means nobody.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
@description('What the principal id belongs to.')
param principalType string = 'User'

@description('Give that principal its roles. Azure refuses a role that was given before under another name; azdeploy.sh then leaves theirs as they are.')
param deployerAccess bool = true

// --- the page ---

@description('Image that the site runs. azd keeps it in SERVICE_WEB_IMAGE_NAME, so provisioning again does not undo a deployment.')
param webImageName string = 'mcr.microsoft.com/appsvc/staticsite:latest'

@allowed(['image', 'bundle', 'none'])
@description('How the site runs the server: as an image from a registry, or as the production bundle on App Service\'s own Node, with no registry. none: no site, only what a server on one\'s own machine needs.')
param webRuntime string = 'image'

@description('Command that starts the bundle. azdeploy.sh keeps it in SERVICE_WEB_START_COMMAND, as the image is kept.')
param webStartCommand string = ''

@description('Node of App Service that runs the bundle.')
param webNodeVersion string = '24-lts'

@description('App Service plan size. Autoscale needs S1 or P0v3 and up; F1 is free and holds five sockets, one hour of processor time a day.')
param appServiceSku string = 'B1'

@minValue(1)
@description('Instances that the plan runs. azdeploy.sh passes in how many run already, so that provisioning again does not undo scaling.')
param instanceCount int = 1

@minValue(1)
@description('Concurrent sessions of one instance. App Service Basic closes WebSockets past 350 an instance; its one core is full sooner: see docs/performance.md for what one was measured to relay.')
param maxSessions int = 120

@minValue(1)
@description('Minutes of silence after which a session ends, with a warning before.')
param idleMinutes int = 5

@minValue(1)
@description('Minutes after which a session ends in any case, with a warning before.')
param maxMinutes int = 60

@minValue(0)
@maxValue(300)
@description('Seconds that a call is held for a page that lost its network or was reloaded; 0 ends it at once.')
param resumeSeconds int = 30

@secure()
@description('Salted scrypt hash of the page\'s access code, never the code. Empty only with sign-in (entraClientId) or a page opened on purpose.')
param accessCodeHash string = ''

@secure()
@minLength(32)
@description('Key that signs session tickets. A Key Vault reference (@Microsoft.KeyVault(...)) that the app identity may read also works.')
param ticketSecret string

@secure()
@description('Further app settings, as NAME:base64 of UTF-8, separated by commas: any text arrives as it was written.')
param extraSettings string = ''

@description('Client id of an Entra app registration that trusts the app identity; set it to put Easy Auth in front of the page.')
param entraClientId string = ''

// --- Voice Live ---

@description('Profile of the agent, by name; empty means the server\'s own default.')
param agentProfile string = ''

@description('Managed Voice Live model, or the name of the deployment when byomModelName is set. Wins over the profile of the agent; empty leaves the choice to it.')
param voiceLiveModel string = ''

@description('Voice of the agent; empty means the server\'s own default.')
param voiceLiveVoice string = ''

// Secure, because the history of deployments shows every other parameter.
@secure()
@description('Instructions of the agent, for text without quotes or line breaks (azd pastes values into JSON as they are).')
param voiceLiveInstructions string = ''

@secure()
@description('Instructions of the agent as base64 of UTF-8, safe for any text; wins over voiceLiveInstructions.')
param voiceLiveInstructionsBase64 string = ''

@description('Voice Live profile for a model of your own: byom-azure-openai-realtime or byom-azure-openai-chat-completion.')
param voiceLiveProfile string = ''

@description('Use this Foundry (AIServices) account instead of creating one; same subscription.')
param existingFoundryName string = ''

@description('Resource group of that account; empty means the one deployed here.')
param existingFoundryResourceGroup string = ''

@description('Recover the soft-deleted account of the same name. Fails when there is none, so set it only after finding one.')
param restoreFoundry bool = false

@description('Create a Foundry project, which only agents (agent mode) need.')
param createProject bool = false

@description('Model to deploy for bring-your-own-model; empty means no deployment, as managed models need none.')
param byomModelName string = ''

@description('Version of that model; empty means its default version.')
param byomModelVersion string = ''

@description('Capacity type of that deployment.')
param byomSkuName string = 'GlobalStandard'

@minValue(1)
@description('Capacity of that deployment, in thousands of tokens a minute.')
param byomCapacity int = 10

// --- optional parts ---

@allowed(['', 'true', 'false'])
@description('true: scale between 2 instances and autoscaleMaximum. false: write that off. Empty: leave the plan as it is. No effect on Basic plans, which cannot.')
param enableAutoscale string = ''

@minValue(2)
@maxValue(30)
@description('Upper bound of instances: Standard plans allow 10, Premium plans 30.')
param autoscaleMaximum int = 10

@description('Reach the Foundry account over private endpoints only.')
param enablePrivateNetwork bool = false

var seed = empty(nameGeneration) ? environmentName : '${environmentName}-${nameGeneration}'
var token = toLower(uniqueString(subscription().id, seed, location))
var foundryLocation = empty(aiLocation) ? location : aiLocation
// A region fallback must not meet the name of the account that failed to be born elsewhere.
var foundryToken = toLower(uniqueString(subscription().id, seed, foundryLocation))
var groupName = empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
var createsFoundry = empty(existingFoundryName)
var foundryGroupName = createsFoundry || empty(existingFoundryResourceGroup) ? groupName : existingFoundryResourceGroup
// A deployment of one's own is named after its model unless it is told otherwise.
var model = empty(voiceLiveModel) ? byomModelName : voiceLiveModel
// Azure takes sizes in any case.
var canAutoscale = contains(['S', 'P'], toUpper(take(appServiceSku, 1)))
var isFree = appServiceSku =~ 'F1'
var runsImage = webRuntime == 'image'
var runsApp = webRuntime != 'none'
var tags = { 'azd-env-name': environmentName }
var tagPairs = map(filter(split(groupTags, ','), pair => contains(pair, ':')), pair => split(pair, ':'))
var keptTags = toObject(tagPairs, pair => base64ToString(pair[0]), pair => base64ToString(pair[1]))
// What was chosen, on the site itself: another machine, or a lost .azure folder, reads it from there.
var choices = {
  'azdeploy-generation': nameGeneration
  'azdeploy-location': location
  'azdeploy-ai-location': foundryLocation
  'azdeploy-sku': appServiceSku
  'azdeploy-runtime': webRuntime
  'azdeploy-private-network': enablePrivateNetwork ? 'true' : 'false'
  'azdeploy-autoscale': enableAutoscale
  'azdeploy-autoscale-maximum': string(autoscaleMaximum)
  'azdeploy-entra-client-id': entraClientId
  'azdeploy-foundry-name': existingFoundryName
  'azdeploy-foundry-group': existingFoundryResourceGroup
  'azdeploy-project': createProject ? 'true' : 'false'
  'azdeploy-byom-model': byomModelName
  'azdeploy-byom-version': byomModelVersion
  'azdeploy-byom-sku': byomSkuName
  'azdeploy-byom-capacity': string(byomCapacity)
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: empty(resourceGroupLocation) ? location : resourceGroupLocation
  tags: union(keptTags, tags)
}

module identity 'modules/identity.bicep' = if (runsApp) {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = if (runsApp) {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    location: location
    tags: tags
  }
}

module plan 'modules/plan.bicep' = if (runsApp) {
  name: 'plan'
  scope: group
  params: {
    name: 'plan-${token}'
    location: location
    tags: tags
    skuName: appServiceSku
    capacity: enableAutoscale == 'true' && canAutoscale ? max(instanceCount, 2) : instanceCount
  }
}

module registry 'modules/registry.bicep' = if (runsImage) {
  name: 'registry'
  scope: group
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
    pullerPrincipalId: identity!.outputs.principalId
    workspaceId: monitoring!.outputs.workspaceId
  }
  // It is billed from its first minute, so it waits until the plan is sure.
  dependsOn: [plan]
}

module foundry 'modules/foundry.bicep' = if (createsFoundry) {
  name: 'foundry'
  scope: group
  params: {
    name: 'aif-${foundryToken}'
    location: foundryLocation
    tags: tags
    restore: restoreFoundry
    privateNetwork: enablePrivateNetwork
    createProject: createProject
    deploymentName: model
    modelName: byomModelName
    modelVersion: byomModelVersion
    modelSkuName: byomSkuName
    modelCapacity: byomCapacity
    profile: voiceLiveProfile
    hasWorkspace: runsApp
    workspaceId: runsApp ? monitoring!.outputs.workspaceId : ''
  }
  // Azure keeps the name of a deleted account for 48 hours, so none is made in vain.
  dependsOn: [plan]
}

module foundryAccess 'modules/foundry-access.bicep' = {
  name: 'foundry-access'
  scope: resourceGroup(foundryGroupName)
  params: {
    accountName: createsFoundry ? foundry!.outputs.name : existingFoundryName
    hasApp: runsApp
    appPrincipalId: runsApp ? identity!.outputs.principalId : ''
    deployerPrincipalId: deployerAccess ? principalId : ''
    deployerPrincipalType: principalType
  }
}

module network 'modules/network.bicep' = if (enablePrivateNetwork) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
  }
}

module foundryEndpoint 'modules/private-endpoint.bicep' = if (enablePrivateNetwork) {
  name: 'foundry-endpoint'
  scope: group
  params: {
    name: 'pe-foundry-${token}'
    location: location
    tags: tags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointSubnetId
    targetId: foundryAccess.outputs.id
    groupId: 'account'
    zoneNames: [
      'privatelink.cognitiveservices.azure.com'
      'privatelink.openai.azure.com'
      'privatelink.services.ai.azure.com'
    ]
  }
}

module web 'modules/web.bicep' = if (runsApp) {
  name: 'web'
  scope: group
  params: {
    name: 'app-${token}'
    planId: plan!.outputs.id
    planName: plan!.outputs.name
    location: location
    tags: union(tags, choices)
    isFree: isFree
    runtime: webRuntime
    imageName: webImageName
    nodeVersion: webNodeVersion
    startCommand: webStartCommand
    identityId: identity!.outputs.id
    identityClientId: identity!.outputs.clientId
    subnetId: enablePrivateNetwork ? network!.outputs.appSubnetId : ''
    workspaceId: monitoring!.outputs.workspaceId
    voiceLiveEndpoint: foundryAccess.outputs.endpoint
    agentProfile: agentProfile
    voiceLiveModel: model
    voiceLiveVoice: voiceLiveVoice
    voiceLiveInstructions: empty(voiceLiveInstructionsBase64)
      ? voiceLiveInstructions
      : base64ToString(voiceLiveInstructionsBase64)
    voiceLiveProfile: voiceLiveProfile
    accessCodeHash: accessCodeHash
    ticketSecret: ticketSecret
    // A Free plan closes every socket past the fifth.
    maxSessions: isFree ? min(maxSessions, 4) : maxSessions
    idleMinutes: idleMinutes
    maxMinutes: maxMinutes
    resumeSeconds: resumeSeconds
    extraSettings: extraSettings
  }
}

// Turned off it is written too, for a deployment takes nothing away; never chosen it is not, for a plan has one such setting, which may be somebody's own.
module autoscale 'modules/autoscale.bicep' = if (runsApp && !empty(enableAutoscale) && canAutoscale) {
  name: 'autoscale'
  scope: group
  params: {
    name: 'autoscale-${token}'
    location: location
    tags: tags
    planId: plan!.outputs.id
    isOn: enableAutoscale == 'true'
    maximum: autoscaleMaximum
    maxSessions: maxSessions
  }
}

module auth 'modules/auth.bicep' = if (runsApp) {
  name: 'auth'
  scope: group
  params: {
    siteName: web!.outputs.name
    entraClientId: entraClientId
  }
}

// azd writes these to its environment in clear text: addresses and names, never a key.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = runsImage ? registry!.outputs.loginServer : ''
output AZURE_CONTAINER_REGISTRY_NAME string = runsImage ? registry!.outputs.name : ''
output AZURE_APP_IDENTITY_CLIENT_ID string = runsApp ? identity!.outputs.clientId : ''
output AZURE_VOICE_LIVE_ENDPOINT string = foundryAccess.outputs.endpoint
output AZURE_FOUNDRY_ACCOUNT_NAME string = foundryAccess.outputs.name
// As it was chosen: azd hands it in again, and a model of one's own must not stay as the choice when it is taken away.
output VOICE_LIVE_MODEL string = voiceLiveModel
output SERVICE_WEB_RUNTIME string = webRuntime
output SERVICE_WEB_NAME string = runsApp ? web!.outputs.name : ''
output SERVICE_WEB_URI string = runsApp ? web!.outputs.uri : ''
