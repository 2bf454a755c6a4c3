// Easy Auth in front of the page: Entra ID signs users in before a request reaches the container, without a client secret.

param siteName string

@description('Client id of the app registration. It needs a federated credential that trusts the app identity.')
param entraClientId string

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: siteName
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'RedirectToLoginPage'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: ['/health']
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          clientId: entraClientId
          // Names the setting that holds the app identity's client id; the identity itself is the proof.
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
        }
        validation: { allowedAudiences: ['api://${entraClientId}'] }
      }
    }
    // The page calls nothing in the user's name, so no token is worth keeping.
    login: { tokenStore: { enabled: false } }
    httpSettings: { requireHttps: true }
  }
}
