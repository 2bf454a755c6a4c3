# The azd environment: the one place where the choices of a deployment are remembered between runs.
# shellcheck shell=bash

env_name='' older_env='' env_exists=no env_pending='' env_value=''
# Keys and values side by side: bash 3.2 has no maps.
env_keys=() env_values=() env_count=0

# azde ARGS...: azd, never prompting, in our environment.
azde() { azd "$@" --no-prompt -e "$env_name"; }

isolate_azd() {
  local delegated
  delegated="$(azd config get auth.useAzCliAuth 2>/dev/null | tr -d '\r" ' || true)"
  # azd borrows the login of az, so there is one login and no second device code.
  if [ "$delegated" != true ] && [ "$dry_run" = no ]; then
    mkdir -p "$AZD_CONFIG_DIR"
    azd config set auth.useAzCliAuth true >/dev/null
  fi
}

# read_env NAME: takes the records of an environment, when it exists. The folder is azd's documented layout.
read_env() {
  local values=''
  env_name="$1" env_exists=no
  if [ -d "$root/.azure/$env_name" ] && values="$(azde env get-values 2>/dev/null)"; then env_exists=yes; fi
  take_values "$values"
}

same() { [ "$(lower "$1")" = "$(lower "$2")" ]; }

# Opens the environment named after the resource group, and refuses one that belongs to another group: every later
# step acts on what the records name. Earlier versions kept other names for the same group as an environment NAME-2.
open_env() {
  local name
  name="${env_choice:-$(lower "$rg" | tr -c 'a-z0-9\n' '-')}" older_env=''
  read_env "$name"
  if [ -z "$env_choice" ] && [ -d "$root/.azure/$name-2" ]; then
    read_env "$name-2"
    if same "$group" "$rg"; then older_env="$name"; else read_env "$name"; fi
  fi
  if [ -z "$group" ] || same "$group" "$rg"; then return 0; fi
  if [ -n "$env_choice" ] && [ "$rg_chosen" = no ]; then
    rg="$group"
  else
    die 2 "The environment $env_name belongs to the resource group $group, not to $rg." 'Name another environment with --env, or the group it belongs to with --rg.'
  fi
}

create_env() {
  [ "$env_exists" = no ] || return 0
  take_values "AZURE_ENV_NAME=\"$env_name\""
  if [ "$dry_run" = yes ]; then return 0; fi
  azd env new "$env_name" --subscription "$subscription" --location "$location" --no-prompt >"$(log_of env)" 2>&1 || {
    tail_of "$(log_of env)" 20
    die 1 "azd could not create the environment $env_name."
  }
  env_exists=yes
}

reload_env() {
  local values
  values="$(azde env get-values)"
  take_values "$values"
}

# take_values TEXT: reads lines of KEY="value", as azd writes them, with backslash escapes. Nothing is ever evaluated.
take_values() {
  local line value
  env_keys=() env_values=() env_count=0
  while IFS= read -r line; do
    line="${line%$'\r'}" value="${line#*=\"}"
    case "$line" in *=\"*\") ;; *) continue ;; esac
    value="${value%\"}"
    case "$value" in *\\*) value="$(printf '%s\n' "$value" | sed 's/\\\(.\)/\1/g')" ;; esac
    env_keys[env_count]="${line%%=*}"
    env_values[env_count]="$value"
    env_count=$((env_count + 1))
  done <<TEXT
$1
TEXT
  mirror_env
}

# env_find KEY: leaves the value, or nothing, in $env_value, and its place in $env_index.
env_find() {
  env_value=''
  for ((env_index = 0; env_index < env_count; env_index++)); do
    if [ "${env_keys[env_index]}" = "$1" ]; then
      env_value="${env_values[env_index]}"
      return 0
    fi
  done
}

# The values that many steps read, under short names.
mirror_env() {
  env_find SERVICE_WEB_NAME
  site="$env_value"
  env_find AZURE_RESOURCE_GROUP
  group="$env_value"
  env_find SERVICE_WEB_URI
  page="$env_value"
  env_find AZURE_CONTAINER_REGISTRY_NAME
  registry="$env_value"
  env_find AZURE_CONTAINER_REGISTRY_ENDPOINT
  registry_host="$env_value"
  env_find AZURE_LOCATION
  app_region="$env_value"
  env_find AZURE_AI_LOCATION
  ai_region="$env_value"
  env_find APP_SERVICE_SKU
  plan="$env_value"
  env_find VOICE_LIVE_MODEL
  kept_model="$env_value"
  env_find SERVICE_WEB_RUNTIME
  runtime="${env_value:-image}"
  if [ "$runtime" = bundle ]; then good_key=SERVICE_WEB_START_COMMAND; else good_key=SERVICE_WEB_IMAGE_NAME; fi
  env_find "$good_key"
  good_image="$env_value"
}

env_get() {
  env_find "$1"
  printf '%s' "$env_value"
}

# env_put KEY VALUE: remembers a value until env_flush; an unchanged value is no change.
env_put() {
  case "$2" in *[\'\"\\]* | *$'\n'*) die 1 "$1 has a character that the azd environment cannot hold." ;; esac
  env_find "$1"
  [ "$env_value" != "$2" ] || return 0
  env_pending="$env_pending$1='$2'"$'\n'
  if [ "$env_index" -eq "$env_count" ]; then env_count=$((env_count + 1)); fi
  env_keys[env_index]="$1"
  env_values[env_index]="$2"
  mirror_env
}

# put_default KEY VALUE: an input that has no value yet.
put_default() {
  env_find "$1"
  if [ -z "$env_value" ]; then env_put "$1" "$2"; fi
}

# Writes what is pending in one call. Values travel in a file that only we can read, never as arguments: process lists
# and shell histories show arguments, and some of these values are secrets.
env_flush() {
  local file="$scratch/values.env"
  [ -n "$env_pending" ] || return 0
  if [ "$dry_run" = yes ]; then
    note "would set in the azd environment $env_name: $(printf '%s' "$env_pending" | sed 's/=.*//' | tr '\n' ' ')"
    env_pending=''
    return 0
  fi
  printf '%s' "$env_pending" >"$file"
  azde env set --file "$file" >"$(log_of env)" 2>&1 || {
    rm -f "$file"
    tail_of "$(log_of env)" 20
    die 1 "azd could not save its environment $env_name."
  }
  rm -f "$file"
  env_pending=''
  # azd creates the file with the usual mode; it holds the ticket secret, so it is for its owner only.
  chmod 600 "$root/.azure/$env_name/.env" 2>/dev/null || true
}
