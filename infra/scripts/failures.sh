# Knows what Azure's error texts mean: one row a cause, first match wins, so a precise cause comes before a vague one.
# shellcheck shell=bash

# class, then an extended regular expression that is matched without case against the log on one line. No bounded
# repetition such as .{0,99}: matchers expand it into so many states that they may never end.
{ read -r -d '' failure_rows || true; } <<'ROWS'
model-closed ServiceModelDeprecat(ing|ed)
app-quota SubscriptionIsOverQuotaForSku|cannot be completed without additional quota|Current Limit \([a-z0-9 ]+ VMs\): 0
ai-quota InsufficientQuota|ai_model_quota_exceeded|OpenAI\.S0\.AccountCount
ai-model DeploymentModelNotSupported|SpecialFeatureOrQuotaIdRequired|ai_model_not_found|model [^.]*not found in
soft-deleted FlagMustBeSetForRestore|has been soft-deleted|CustomDomainInUse
group-region InvalidResourceGroupLocation
policy RequestDisallowedBy(Azure|Policy)
region LocationNotAvailableForResourceType|SkuNotAvailable
rbac AuthorizationFailed.*roleAssignments/write
principal-type different from specified PrincipalType
principal PrincipalNotFound
role-stale RoleAssignmentUpdateNotPermitted
role-exists RoleAssignmentExists
provider NoRegisteredProviderFound|MissingSubscriptionRegistration
name-taken WebsiteAlreadyExists|Website with given name [^ ]* already exists|AlreadyInUse
tasks-blocked TasksOperationsNotAllowed
registry-abac at least one credential is required
pull-limit toomanyrequests|unauthenticated pull rate limit
log-charset charmap. codec can't encode
pull-denied ImagePull(Unauthorized)?Failure|Failed to pull image.*(unauthorized|denied)|token validation failed
no-ping respond to HTTP pings on port|ContainerTimeout|exited with code|exit code
login AADSTS[0-9]+|not logged in|InvalidAuthenticationToken|run .?az login
conflict RequestConflict|AnotherOperationInProgress|Another operation is (currently )?(being|in)|AccountProvisioningStateInvalid
voice-role PermissionDenied|upstream_forbidden|upstream_unauthorized|may not use the voice service|did not accept the credentials of the server
transient voice service (could not be reached|did not answer in time)|TooManyRequests|ServiceUnavailable|InternalServerError|GatewayTimeout|(status|code|HTTP)[^a-z0-9]{0,3}(429|50[0234])|getaddrinfo|no such host|Name or service not known|connection (reset|refused|timed out)|i/o timeout|ETIMEDOUT|ECONNRESET|TLS handshake timeout
ROWS

# classify LOG: prints the class of the failure, or unknown. An InvalidTemplateDeployment wraps the real cause, and
# since all of it is searched, the inner code is what matches. The end of a long log is where its error stands.
classify() {
  local class pattern text LC_ALL=C verdict=unknown
  text="$(tail -c 65536 "$1" 2>/dev/null | tr -s '\r\n\t' '   ' || true)"
  shopt -s nocasematch
  while IFS=' ' read -r class pattern; do
    if [[ $text =~ $pattern ]]; then
      verdict="$class"
      break
    fi
  done <<ROWS
$failure_rows
ROWS
  shopt -u nocasematch
  printf '%s' "$verdict"
}

# explain CLASS: the cause in one sentence.
explain() {
  case "$1" in
    model-closed) printf 'This model version is closed to new subscriptions, in every region.' ;;
    app-quota) printf 'The subscription has no App Service quota for this plan size in this region (Azure may call it 401).' ;;
    ai-quota) printf 'The Foundry quota of this region is used up.' ;;
    ai-model) printf 'This region (or subscription type) does not offer the model.' ;;
    soft-deleted) printf 'A deleted Foundry account still holds the name; Azure keeps deleted ones for 48 hours.' ;;
    group-region) printf 'The resource group already exists in another region.' ;;
    policy) printf 'A policy of the subscription forbids this region or resource.' ;;
    region) printf 'This region does not offer the resource.' ;;
    rbac) printf 'You may create resources but not give roles, and the app needs two roles to work without keys.' ;;
    principal-type) printf 'Azure knows the deploying account as another kind of principal.' ;;
    principal) printf 'The new identity is not yet known everywhere in Entra.' ;;
    role-stale) printf 'A role of a deleted identity is in the way of the new one.' ;;
    role-exists) printf 'The role was given before; that does no harm.' ;;
    provider) printf 'A resource provider is not registered in this subscription.' ;;
    name-taken) printf 'A globally unique name is taken by somebody else.' ;;
    tasks-blocked) printf 'This subscription may not build in the registry (registry tasks are off for it).' ;;
    registry-abac) printf 'The registry uses repository permissions (ABAC), which a registry build must be told.' ;;
    pull-limit) printf 'Docker Hub limits anonymous pulls, and registry builds share their addresses with everybody.' ;;
    log-charset) printf 'az could not print a character of the build log; the build itself went on.' ;;
    pull-denied) printf 'The app may not pull its image yet; a new role takes minutes to reach the registry.' ;;
    no-ping) printf 'The container started but does not answer, or ended.' ;;
    login) printf 'Azure does not accept the login.' ;;
    conflict) printf 'Azure is still busy with the same resource.' ;;
    voice-role) printf 'The app may not talk to Voice Live yet; new roles take up to ten minutes.' ;;
    transient) printf 'Azure or the network failed for a moment.' ;;
    *) printf 'The cause is not one this script knows.' ;;
  esac
}
