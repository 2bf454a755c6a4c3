# azd as azdeploy.sh uses it: environments kept as azd keeps them, provisioning that writes the outputs of main.bicep.
# shellcheck shell=bash disable=SC2154

# The user's own azd state is never to be touched: without a folder of the project's own, azd must not even start.
guard_isolation() {
  case "${AZD_CONFIG_DIR:-}" in */.azure/*) ;; *) unforeseen ;; esac
}

env_file() { printf '.azure/%s/.env' "$1"; }

# merge FILE KEY VALUE: one value into a dotenv file, escaped as azd does.
merge() {
  local kept='' row value="$3"
  value="${value//\\/\\\\}"
  value="${value//\"/\\\"}"
  value="${value//\$/\\\$}"
  if [ -e "$1" ]; then
    while IFS= read -r row; do
      case "$row" in "$2="*) ;; *) kept="$kept$row"$'\n' ;; esac
    done <"$1"
  fi
  printf '%s%s="%s"\n' "$kept" "$2" "$value" >"$1"
}

# value_in FILE KEY: leaves a value of a dotenv file in $found, nothing when it is not there.
value_in() {
  local row
  found=''
  while IFS= read -r row; do
    case "$row" in "$2="*) found="${row#*=\"}" found="${found%\"}" ;; esac
  done <"$1"
}

# write_outputs ENV: what main.bicep hands back once everything exists: the outputs of the committed snapshot that is
# nearest to what was asked for (see outputs.ts), empty ones included, and as azd writes them.
write_outputs() {
  local file key value snapshot=default snapshot_default
  file="$(env_file "$1")"
  value_in "$file" EXISTING_FOUNDRY_NAME
  if [ -n "$found" ]; then snapshot=existing-foundry; fi
  value_in "$file" NAME_GENERATION
  if [ -n "$found" ]; then snapshot=second-names; fi
  value_in "$file" SERVICE_WEB_RUNTIME
  case "$found" in bundle) snapshot=bundle ;; none) snapshot=resource-only ;; esac
  while IFS='=' read -r key value; do
    value_in "$file" "$key"
    # These are parameters that are handed back as they came.
    case "$key" in
      AZURE_LOCATION | AZURE_RESOURCE_GROUP) value="$found" ;;
      VOICE_LIVE_MODEL | SERVICE_WEB_RUNTIME) value="${found:-$value}" ;;
    esac
    merge "$file" "$key" "$value"
    case "$key" in SERVICE_WEB_NAME) if [ -n "$value" ]; then remember site "$value"; fi ;; AZURE_CONTAINER_REGISTRY_NAME) if [ -n "$value" ]; then remember registry "$value"; fi ;; esac
  done <"$FAKE/outputs.$snapshot"
  if [ "$snapshot" = resource-only ]; then return 0; fi
  "$REAL_NODE" "$FAKE/tools/settings.mjs" provision "$file" "$FAKE/state/appsettings.json"
  # The tags of the site, by the parameter that each keeps and by its default in the snapshot.
  while IFS=' ' read -r key value found; do
    snapshot_default="$found"
    value_in "$file" "$value"
    remember "tag.$key" "${found:-$snapshot_default}"
    if [ "$key" = azdeploy-sku ]; then remember sku "${found:-$snapshot_default}"; fi
  done <"$FAKE/tags"
  if [ "$snapshot" = bundle ]; then
    value_in "$file" SERVICE_WEB_START_COMMAND
    remember linuxfx 'NODE|24-lts'
    remember startup "$found"
  else
    value_in "$file" SERVICE_WEB_IMAGE_NAME
    remember linuxfx "DOCKER|${found:-mcr.microsoft.com/appsvc/staticsite:latest}"
  fi
}

# note_round ARGS...: remembers what this round of provisioning was asked for.
note_round() {
  local row round=''
  flag -e "$@"
  while IFS= read -r row; do
    case "$row" in
      AZURE_LOCATION=* | AZURE_AI_LOCATION=* | APP_SERVICE_SKU=* | RESTORE_FOUNDRY=* | AZURE_PRINCIPAL_TYPE=* | AZURE_ENV_NAME=* | NAME_GENERATION=* | SERVICE_WEB_RUNTIME=* | AZURE_RESOURCE_GROUP_LOCATION=*)
        row="${row//\"/}"
        round="$round${round:+ }$row"
        ;;
    esac
  done <"$(env_file "$value")"
  printf '%s\n' "$round" >>"$FAKE/state/rounds"
}

play_azd() {
  local name row file
  guard_isolation
  flag -e "$@"
  name="$value"
  file="$(env_file "$name")"
  case "$line" in
    'azd version --output json') say '{"azd":{"version":"1.31.2","commit":"ae35809"}}' ;;
    'azd config get auth.useAzCliAuth')
      if [ -e "$AZD_CONFIG_DIR/config.json" ]; then say '"true"'; else fail 1 'ERROR: no value at path'; fi
      ;;
    'azd config set auth.useAzCliAuth true') printf '{"auth":{"useAzCliAuth":"true"}}' >"$AZD_CONFIG_DIR/config.json" ;;
    'azd env new '*)
      name="$3"
      [ ! -e ".azure/$name" ] || fail 1 'ERROR: environment already exists'
      mkdir -p ".azure/$name"
      merge "$(env_file "$name")" AZURE_ENV_NAME "$name"
      flag --subscription "$@"
      merge "$(env_file "$name")" AZURE_SUBSCRIPTION_ID "$value"
      flag --location "$@"
      merge "$(env_file "$name")" AZURE_LOCATION "$value"
      ;;
    'azd env get-values '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      while IFS= read -r row; do say "$row"; done <"$file"
      ;;
    'azd env set --file '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      flag --file "$@"
      while IFS= read -r row; do
        # godotenv takes what stands in single quotes as it is.
        [[ $row =~ ^([A-Z_0-9]+)=\'([^\']*)\'$ ]] || unforeseen
        merge "$file" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
      done <"$value"
      ;;
    'azd provision '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      case "$line" in
        *--preview*) say 'Preview: Create: Web App' ;;
        *)
          write_outputs "$name"
          say 'SUCCESS: Your application was provisioned in Azure.'
          ;;
      esac
      ;;
    'azd down '*)
      [ -e "$file" ] || fail 1 'ERROR: environment does not exist'
      say 'SUCCESS: Your application was removed from Azure.'
      ;;
    *) unforeseen ;;
  esac
  reply 0
}
