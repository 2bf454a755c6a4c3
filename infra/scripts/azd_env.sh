# The azd environment: the one place where the choices of a deployment are remembered between runs.
# Each value is here as a variable: AZURE_LOCATION as $kept_AZURE_LOCATION, which does not exist when there is no value.
# shellcheck shell=bash

env_name='' older_env='' env_exists=no env_pending=''

# azde ARGS...: azd, never prompting, in our environment.
azde() { azd "$@" --no-prompt -e "$env_name"; }

# azd borrows the login of az, so there is one login and no second device code.
isolate_azd() {
  local config=''
  IFS= read -r -d '' config 2>/dev/null <"$AZD_CONFIG_DIR/config.json" || true
  case "$dry_run$config" in yes* | *useAzCliAuth*) return 0 ;; esac
  mkdir -p "$AZD_CONFIG_DIR"
  azd config set auth.useAzCliAuth true >/dev/null
}

# read_env NAME: takes the records of an environment, when it exists. Folder and file are azd's documented layout: lines of
# KEY="value", a backslash before what a shell would take for its own, numbers without quotes. A value of ours holds no
# backslash itself (env_put). Nothing is ever evaluated.
read_env() {
  local line key value file="$root/.azure/$1/.env"
  env_name="$1" env_exists=no
  # shellcheck disable=SC2086 # a list of words
  unset ${!kept_@}
  if [ -f "$file" ]; then
    env_exists=yes
    while IFS= read -r line || [ -n "$line" ]; do
      line="${line%$'\r'}" key="${line%%=*}" value="${line#*=}"
      case "$key" in '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
      value="${value#\"}" value="${value%\"}"
      printf -v "kept_$key" %s "${value//\\/}"
    done <"$file"
  fi
  name_values
}

# The values that many steps read, under short names.
name_values() {
  site="${kept_SERVICE_WEB_NAME:-}" page="${kept_SERVICE_WEB_URI:-}" group="${kept_AZURE_RESOURCE_GROUP:-}"
  registry="${kept_AZURE_CONTAINER_REGISTRY_NAME:-}" registry_host="${kept_AZURE_CONTAINER_REGISTRY_ENDPOINT:-}"
  app_region="${kept_AZURE_LOCATION:-}" ai_region="${kept_AZURE_AI_LOCATION:-}" plan="${kept_APP_SERVICE_SKU:-}"
  runtime="${kept_SERVICE_WEB_RUNTIME:-image}"
  # The records of the last good one and of the one before, for a rollback.
  good_key=SERVICE_WEB_IMAGE_NAME previous_key=SERVICE_WEB_PREVIOUS_IMAGE_NAME
  if [ "$runtime" = bundle ]; then good_key=SERVICE_WEB_START_COMMAND previous_key=SERVICE_WEB_PREVIOUS_START_COMMAND; fi
  env_get "$good_key"
  good_image="$env_value"
}

# env_get KEY: leaves the value, or nothing, in $env_value, where the key is not known beforehand.
env_get() {
  local name="kept_$1"
  env_value="${!name:-}"
}

# Opens the environment named after the resource group, and refuses one that belongs to another group: every later
# step acts on what the records name. Earlier versions kept other names for the same group as an environment NAME-2.
open_env() {
  local name="$env_choice"
  [ -n "$name" ] || name="$(tr 'A-Z._()' 'a-z----' <<<"$rg")"
  older_env=''
  read_env "$name"
  if [ -z "$env_choice" ] && [ -d "$root/.azure/$name-2" ]; then
    read_env "$name-2"
    if listed "$rg" "$group"; then older_env="$name"; else read_env "$name"; fi
  fi
  if [ -z "$group" ] || listed "$rg" "$group"; then return 0; fi
  if [ -n "$env_choice" ] && [ "$rg_chosen" = no ]; then
    rg="$group"
  else
    die 2 "The environment $env_name belongs to the resource group $group, not to $rg." 'Name another environment with --env, or the group it belongs to with --rg.'
  fi
}

create_env() {
  # Who made it by hand made it with the usual mode; it holds the ticket secret, so it is for its owner only.
  if [ "$env_exists" = yes ]; then chmod 600 "$root/.azure/$env_name/.env"; fi
  if [ "$env_exists" = yes ] || [ "$dry_run" = yes ]; then return 0; fi
  azd env new "$env_name" --subscription "$subscription" --location "$location" --no-prompt >"$logs/env.log" 2>&1 || {
    tail_of env 20
    die 1 "azd could not create the environment $env_name."
  }
  env_exists=yes
}

# env_put KEY VALUE: remembers a value until env_flush; an unchanged value is no change.
env_put() {
  case "$2" in *[\'\"\\]* | *$'\n'*) die 1 "$1 has a character that the azd environment cannot hold." ;; esac
  env_get "$1"
  [ "$env_value" != "$2" ] || return 0
  env_pending="$env_pending$1='$2'"$'\n'
  printf -v "kept_$1" %s "$2"
  name_values
}

# put_default KEY VALUE: an input that has no value yet.
put_default() {
  env_get "$1"
  [ -n "$env_value" ] || env_put "$1" "$2"
}

# Writes what is pending in one call. Values travel in a file that only we can read, never as arguments: process lists
# and shell histories show arguments, and some of these values are secrets.
env_flush() {
  local row file="$scratch/values.env"
  [ -n "$env_pending" ] || return 0
  if [ "$dry_run" = yes ]; then
    while IFS= read -r row; do note "would set in the azd environment $env_name: ${row%%=*}"; done <<<"${env_pending%$'\n'}"
    env_pending=''
    return 0
  fi
  printf '%s' "$env_pending" >"$file"
  azde env set --file "$file" >"$logs/env.log" 2>&1 || {
    tail_of env 20
    die 1 "azd could not save its environment $env_name."
  }
  : >"$file"
  env_pending=''
}
