# azd as azdeploy.sh uses it: environments kept as azd keeps them, provisioning that writes the outputs of main.bicep.
# shellcheck shell=bash disable=SC2154

# The user's own azd state is never to be touched: without a folder of the project's own, azd must not even start.
guard_isolation() {
  case "${AZD_CONFIG_DIR:-}" in */.azure/*) ;; *) unforeseen ;; esac
}

# load ENV: the values of an environment as $e_KEY, escaped as they are in the file.
load() {
  local row
  file=".azure/$1/.env"
  # shellcheck disable=SC2086 # a list of words
  unset ${!e_@}
  [ -e "$file" ] || return 0
  while IFS= read -r row; do
    value="${row#*=}" value="${value#\"}"
    printf -v "e_${row%%=*}" %s "${value%\"}"
  done <"$file"
}

# put KEY VALUE: escaped as azd does.
put() {
  value="${2//\\/\\\\}"
  value="${value//\"/\\\"}"
  printf -v "e_$1" %s "${value//\$/\\\$}"
}

# save: the file as azd writes it: numbers without quotes (Marshal of github.com/joho/godotenv).
save() {
  local name text=''
  for name in ${!e_@}; do
    case "${!name}" in '' | *[!0-9]* | 0?*) text="$text${name#e_}=\"${!name}\""$'\n' ;; *) text="$text${name#e_}=${!name}"$'\n' ;; esac
  done
  printf '%s' "$text" >"$file"
}

# write_outputs: what main.bicep hands back once everything exists: the outputs of the committed snapshot that is
# nearest to what was asked for (see outputs.ts), empty ones included, and as azd writes them.
write_outputs() {
  local key name fallback snapshot=default
  if [ -n "${e_EXISTING_FOUNDRY_NAME:-}" ]; then snapshot=existing-foundry; fi
  if [ -n "${e_NAME_GENERATION:-}" ]; then snapshot=second-names; fi
  case "${e_SERVICE_WEB_RUNTIME:-}" in bundle) snapshot=bundle ;; none) snapshot=resource-only ;; esac
  while IFS='=' read -r key value; do
    name="e_$key"
    case "$key" in
      # These are parameters that are handed back as they came.
      AZURE_LOCATION | AZURE_RESOURCE_GROUP) value="${!name}" ;;
      VOICE_LIVE_MODEL | SERVICE_WEB_RUNTIME) value="${!name:-$value}" ;;
      SERVICE_WEB_NAME) if [ -n "$value" ]; then remember site "$value"; fi ;;
      AZURE_CONTAINER_REGISTRY_NAME) if [ -n "$value" ]; then remember registry "$value"; fi ;;
    esac
    put "$key" "$value"
  done <"$FAKE/outputs.$snapshot"
  save
  # A role on an account of another group is a resource there.
  printf '%s-1 %s Succeeded %s %s\n' "$e_AZURE_ENV_NAME" "$e_AZURE_ENV_NAME" "$e_AZURE_RESOURCE_GROUP" "${e_EXISTING_FOUNDRY_RESOURCE_GROUP:-}" >>"$FAKE/state/deployments"
  rm -f "$FAKE/state/gone.$e_AZURE_RESOURCE_GROUP"
  if [ "$snapshot" = resource-only ]; then return 0; fi
  provision_settings
  # The tags of the site, by the parameter that each keeps and by its default in the snapshot.
  while IFS=' ' read -r key name fallback; do
    name="e_$name"
    remember "tag.$key" "${!name:-$fallback}"
    if [ "$key" = azdeploy-sku ]; then remember sku "${!name:-$fallback}"; fi
  done <"$FAKE/tags"
  if [ "$snapshot" = bundle ]; then
    remember linuxfx 'NODE|24-lts'
    remember startup "${e_SERVICE_WEB_START_COMMAND:-}"
  else
    remember linuxfx "DOCKER|${e_SERVICE_WEB_IMAGE_NAME:-mcr.microsoft.com/appsvc/staticsite:latest}"
  fi
}

# note_round: remembers what this round of provisioning was asked for.
note_round() {
  local name round=''
  for name in AZURE_LOCATION AZURE_AI_LOCATION APP_SERVICE_SKU RESTORE_FOUNDRY AZURE_PRINCIPAL_TYPE DEPLOYER_ACCESS AZURE_ENV_NAME NAME_GENERATION SERVICE_WEB_RUNTIME AZURE_RESOURCE_GROUP_LOCATION; do
    name="e_$name"
    if [ -n "${!name+x}" ]; then round="$round${round:+ }${name#e_}=${!name}"; fi
  done
  printf '%s\n' "$round" >>"$FAKE/state/rounds"
}

# take_down: "azd down --force", which asks nobody: every group of the newest finished deployment of this environment, or, when
# none has its tag, of one whose name contains its name. CompletedDeployments in cli/azd/pkg/infra/deployment_manager.go and
# classifyResourceGroups in cli/azd/pkg/infra/provisioning/bicep/bicep_destroy.go of github.com/Azure/azure-dev.
take_down() {
  local name tag outcome groups ours='' others='' found=''
  if [ -e "$FAKE/state/deployments" ]; then
    # The newest is the last line.
    while IFS=' ' read -r name tag outcome groups; do
      case "$outcome" in Succeeded | Failed) ;; *) continue ;; esac
      if [ "$tag" = "$e_AZURE_ENV_NAME" ]; then ours="${groups:--}"; fi
      case "$name" in *"$e_AZURE_ENV_NAME"*) others="$groups" ;; esac
    done <"$FAKE/state/deployments"
  fi
  found="${ours:-$others}"
  if [ "${found:--}" = - ]; then
    # cli/azd/cmd/down.go: a success, too.
    say 'SUCCESS: No Azure resources were found.'
    return 0
  fi
  for name in $found; do remember "gone.$name" yes; done
  say 'SUCCESS: Your application was removed from Azure.'
}

play_azd() {
  local row
  case "$line" in
    'azd version --output json') say '{"azd":{"version":"1.31.2","commit":"ae35809"}}' ;;
    'azd config set auth.useAzCliAuth true') printf '{"auth":{"useAzCliAuth":"true"}}' >"$AZD_CONFIG_DIR/config.json" ;;
    'azd env new '*)
      load "$3"
      [ ! -e "$file" ] || fail 1 'ERROR: environment already exists'
      mkdir -p ".azure/$3"
      put AZURE_ENV_NAME "$3"
      flag --subscription "$@"
      put AZURE_SUBSCRIPTION_ID "$value"
      flag --location "$@"
      put AZURE_LOCATION "$value"
      save
      ;;
    'azd env set --file '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      flag --file "$@"
      while IFS= read -r row; do
        # godotenv takes what stands in single quotes as it is.
        [[ $row =~ ^([A-Z_0-9]+)=\'([^\']*)\'$ ]] || unforeseen
        put "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
      done <"$value"
      save
      ;;
    'azd provision '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      case "$line" in
        *--preview*) say 'Preview: Create: Web App' ;;
        *)
          write_outputs
          say 'SUCCESS: Your application was provisioned in Azure.'
          ;;
      esac
      ;;
    'azd down '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      take_down
      ;;
    *) unforeseen ;;
  esac
  reply 0
}
