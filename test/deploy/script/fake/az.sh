# az as azdeploy.sh uses it: one subscription, one site, one registry, by the names of the snapshots, which remember
# what was done to them.
# shellcheck shell=bash disable=SC2154

# know_names ARGS...: a site or a registry by another name than the template gives it is nobody's.
know_names() {
  case "$line" in
    'az webapp list '*) ;;
    'az webapp '*)
      flag --name "$@"
      recall site
      [ "$value" = "$recalled" ] || unforeseen
      ;;
    'az acr '*)
      case "$line" in 'az acr login '* | 'az acr delete '* | 'az acr repository '*) flag --name "$@" ;; *) flag --registry "$@" ;; esac
      recall registry
      [ "$value" = "$recalled" ] || unforeseen
      ;;
  esac
}

# list_sites: a row for the one site, after one for a site of another region where there was one before: the name, and the tags in the
# order of the query.
list_sites() {
  local rest="$line" tag row
  [ -e "$FAKE/state/site" ] || return 0
  case "$line" in *"[?tags.\"azd-service-name\"=='web'].[name,"*) ;; *) unforeseen ;; esac
  recall site
  row="$recalled"
  rest="${rest#*'].[name,'}"
  rest="${rest%%']'*},"
  while [ -n "$rest" ]; do
    tag="${rest%%,*}" rest="${rest#*,}"
    tag="${tag#tags.\"}"
    # az prints None for what is not there.
    recalled=None
    if [ -e "$FAKE/state/tag.${tag%\"}" ]; then recall "tag.${tag%\"}"; fi
    row="$row"$'\t'"$recalled"
  done
  recall elder-site
  if [ -n "$recalled" ]; then say "$recalled${row#"${row%%$'\t'*}"}"; fi
  say "$row"
}

# list_deployments: an id in each group of those that the query asks for. What did not succeed has no outputResources: see
# resourceGroupsFromDeployment in cli/azd/pkg/azapi/standard_deployments.go of github.com/Azure/azure-dev.
list_deployments() {
  local tag outcome groups name
  [ -e "$FAKE/state/deployments" ] || return 0
  while IFS=' ' read -r _ tag outcome groups; do
    case "$line" in *"[?tags.\"azd-env-name\"=='$tag' && properties.provisioningState=='$outcome'].properties.outputResources[].id"*) ;; *) continue ;; esac
    if [ "$outcome" != Succeeded ]; then continue; fi
    for name in $groups; do say "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/$name/providers/Microsoft.Web/sites/x"; done
  done <"$FAKE/state/deployments"
}

# list_guests: of the accounts in state/accounts, each with its environment or -, those that carry another than the query names.
list_guests() {
  local account environment
  [ -e "$FAKE/state/accounts" ] || return 0
  while IFS=' ' read -r account environment; do
    case "$line" in *"[?tags.\"azd-env-name\"!='$environment'].name"*) ;; *"[?tags.\"azd-env-name\"!='"*) say "$account" ;; *) unforeseen ;; esac
  done <"$FAKE/state/accounts"
}

play_az() {
  know_names "$@"
  case "$line" in
    'az version '*) say '2.60.0' ;;
    'az account show '*)
      say '11111111-1111-1111-1111-111111111111'
      say 'Pay as you "go"'
      say 'Enabled'
      say 'user'
      ;;
    'az account list '*) say $'11111111-1111-1111-1111-111111111111\tPay as you "go"' ;;
    'az account get-access-token '*) say 'FAKE-BEARER-TOKEN' ;;
    'az login '*) ;;
    'az provider list '*)
      for name in CognitiveServices ContainerRegistry Web OperationalInsights ManagedIdentity Network; do say "Microsoft.$name"; done
      say 'microsoft.insights'
      ;;
    'az provider register '*) ;;
    'az cognitiveservices usage list '*--query*)
      say '1.0'
      say '30.0'
      ;;
    'az cognitiveservices usage list '*) say 'OpenAI.S0.AccountCount 30 30' ;;
    'az cognitiveservices account list '*) list_guests ;;
    'az cognitiveservices account list-deleted '*) ;;
    'az cognitiveservices account purge '*) ;;
    'az appservice list-locations '*)
      say 'East US 2'
      say 'Sweden Central'
      say 'West US 2'
      say 'Australia East'
      ;;
    # Most subscriptions have no policy on regions.
    'az policy assignment list '*listOfAllowedLocations*) ;;
    'az policy assignment list '*) say 'Allowed locations' ;;
    # The offer of a subscription: Microsoft.Resources/subscriptions, subscriptionPolicies.quotaId.
    'az rest --method get --url /subscriptions/11111111-1111-1111-1111-111111111111?api-version=2022-12-01 --query subscriptionPolicies.quotaId '*) say 'PayAsYouGo_2014-09-01' ;;
    'az role assignment list '*) ;;
    'az role assignment delete '*) ;;
    'az group show '*keys*)
      recall group-tags
      say "${recalled:-$'azd-env-name\nrg-voicelive'}"
      ;;
    'az group show '*) say 'westeurope' ;;
    'az group exists '*)
      flag --name "$@"
      if [ -e "$FAKE/state/gone.$value" ]; then say false; else say true; fi
      ;;
    'az group delete '*)
      flag --name "$@"
      remember "gone.$value" yes
      ;;
    'az deployment sub list '*) list_deployments ;;
    'az webapp list '*) list_sites ;;
    'az appservice plan list '*)
      recall site
      if [[ -n $recalled && $line == *"[?name=='plan-${recalled#app-}']"* ]]; then
        recall sku
        say "${recalled:-B1}"
        recall instances
        say "${recalled:-1}"
      fi
      ;;
    'az webapp show '*enabledHostNames*) say 'app-m5d6qkcdxocdy.scm.azurewebsites.net' ;;
    'az webapp show '*)
      say 'Running'
      say 'app-m5d6qkcdxocdy.azurewebsites.net'
      ;;
    'az webapp config show '*appCommandLine*)
      recall startup
      say "$recalled"
      ;;
    'az webapp config show '*linuxFxVersion*)
      recall linuxfx
      say "$recalled"
      ;;
    'az webapp config show '*acrUserManagedIdentity*) say '22222222-2222-2222-2222-222222222222' ;;
    'az webapp config set '*)
      flag --linux-fx-version "$@"
      if [ -n "$value" ]; then remember linuxfx "$value"; fi
      flag --startup-file "$@"
      if [ -n "$value" ]; then remember startup "$value"; fi
      ;;
    'az webapp config appsettings list '*)
      recall appsettings.json
      say "${recalled:-[]}"
      ;;
    'az webapp config appsettings set '*)
      flag --settings "$@"
      # az reads JSON from a file named with @; keep a copy for the test to look at.
      recalled=''
      read -r -d '' recalled <"${value#@}" || true
      remember settings.json "$recalled"
      merge_settings
      ;;
    'az webapp restart '*) ;;
    'az webapp log tail '*) say '2026-11-22T17:00:00 the page listens on 8080' ;;
    'az acr build '*)
      flag --image "$@"
      remember "image.${value#*:}" yes
      say 'Run ID: ca1 was successful after 2m10s'
      ;;
    'az acr repository show '*)
      flag --image "$@"
      [ -e "$FAKE/state/image.${value#*:}" ] || fail 1 'ERROR: manifest unknown'
      say "sha256:of-${value#*:}"
      ;;
    'az acr delete '*) rm -f "$FAKE/state/registry" ;;
    'az acr login '*) say 'FAKE-REGISTRY-TOKEN' ;;
    *) unforeseen ;;
  esac
  reply 0
}
