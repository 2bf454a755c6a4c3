// Easy Auth in front of the page: Entra ID signs users in before a request reaches the server, without a client secret.
// The off state is written too: a site that asked people to sign in would otherwise go on asking after the choice is undone.

param siteName string

@description('Client id of the app registration, empty for off. It needs a federated credential that trusts the app identity.')
param entraClientId string

var isOn = !empty(entraClientId)

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: siteName
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: isOn, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: isOn
      unauthenticatedClientAction: isOn ? 'RedirectToLoginPage' : 'AllowAnonymous'
      redirectToProvider: isOn ? 'azureactivedirectory' : null
      excludedPaths: ['/health']
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: isOn
        registration: isOn ? {
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          clientId: entraClientId
          // Names the setting that holds the app identity's client id; the identity itself is the proof.
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
        } : null
        validation: isOn ? { allowedAudiences: ['api://${entraClientId}'] } : null
      }
    }
    // The page calls nothing in the user's name, so no token is worth keeping.
    login: { tokenStore: { enabled: false } }
    httpSettings: { requireHttps: true }
  }
}
