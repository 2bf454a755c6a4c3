# The azd environment: the one place where the choices of a deployment are remembered between runs.
# Each value is here as a variable: AZURE_LOCATION as $kept_AZURE_LOCATION, which does not exist when there is no value.

env_name='' env_exists=no env_pending=''

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
  runtime="${kept_SERVICE_WEB_RUNTIME:-image}" agent_model="${kept_VOICE_LIVE_MODEL:-${kept_BYOM_MODEL_NAME:-}}"
  # The records of the last good one and of the one before, for a rollback.
  good_key=SERVICE_WEB_IMAGE_NAME previous_key=SERVICE_WEB_PREVIOUS_IMAGE_NAME
  if [ "$runtime" = bundle ]; then good_key=SERVICE_WEB_START_COMMAND previous_key=SERVICE_WEB_PREVIOUS_START_COMMAND; fi
  env_get "$good_key"
  good_image="$env_value"
  env_get "$previous_key"
  previous_image="$env_value"
}

# env_get KEY: leaves the value, or nothing, in $env_value, where the key is not known beforehand.
env_get() {
  local name="kept_$1"
  env_value="${!name:-}"
}

# Opens the environment named after the resource group, and refuses one that belongs to another group: every later
# step acts on what the records name.
open_env() {
  local name="$env_choice"
  # The name of a group may be longer than the template lets an environment be.
  if [ -z "$name" ]; then name="$(tr 'A-Z._()' 'a-z----' <<<"${rg:0:64}")"; fi
  read_env "$name"
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
  azd env new "$env_name" --subscription "$subscription" --location "$location" --no-prompt >"$logs/env.log" 2>&1 ||
    die_of env "azd could not create the environment $env_name."
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
  azde env set --file "$file" >"$logs/env.log" 2>&1 || die_of env "azd could not save its environment $env_name."
  : >"$file"
  env_pending=''
}

# Azure itself, whose word is newer than any record: another machine may have changed it.

# Tag of the site -> input of the template that it keeps.
tag_inputs='azdeploy-generation:NAME_GENERATION azdeploy-ai-location:AZURE_AI_LOCATION azdeploy-location:AZURE_LOCATION azdeploy-sku:APP_SERVICE_SKU azdeploy-runtime:SERVICE_WEB_RUNTIME azdeploy-private-network:ENABLE_PRIVATE_NETWORK azdeploy-autoscale:ENABLE_AUTOSCALE azdeploy-autoscale-maximum:AUTOSCALE_MAXIMUM azdeploy-entra-client-id:ENTRA_CLIENT_ID azdeploy-foundry-name:EXISTING_FOUNDRY_NAME azdeploy-foundry-group:EXISTING_FOUNDRY_RESOURCE_GROUP azdeploy-project:CREATE_PROJECT azdeploy-byom-model:BYOM_MODEL_NAME azdeploy-byom-version:BYOM_MODEL_VERSION azdeploy-byom-sku:BYOM_SKU_NAME azdeploy-byom-capacity:BYOM_CAPACITY'

# Settings of the app that are inputs of the template under the same name; those that the template or App Service makes.
input_settings=' AGENT_PROFILE VOICE_LIVE_MODEL VOICE_LIVE_VOICE VOICE_LIVE_PROFILE MAX_SESSIONS IDLE_MINUTES MAX_MINUTES RESUME_SECONDS ACCESS_CODE_HASH TICKET_SECRET '
made_settings=' WEBSITES_PORT PORT HOST NODE_ENV AZURE_CLIENT_ID AZURE_VOICE_LIVE_ENDPOINT SCM_DO_BUILD_DURING_DEPLOYMENT OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID DOCKER_CUSTOM_IMAGE_NAME '

# What azd provision needs besides: nothing, or to look for itself. It skips what it did before, and does not see that the site is gone.
state_flag=''

# recover_deployment: nothing when there is no site yet. Where Azure does not answer the run ends: a guess could put the placeholder over an app.
recover_deployment() {
  local pair query='name,tags."azd-env-name"' line row='' found owner others='' lost=no
  if [ -n "$site" ]; then state_flag=--no-state; fi
  [ "$group_exists" = true ] || return 0
  for pair in $tag_inputs; do query="$query,tags.\"${pair%%:*}\""; done
  must_know webapp list --resource-group "$rg" --query "[?tags.\"azd-service-name\"=='web'].[$query]" --output tsv
  while [ -n "$reply" ]; do
    take_lines line
    found="${line%%$'\t'*}" line="${line#*$'\t'}"
    owner="${line%%$'\t'*}" line="$found"$'\t'"${line#*$'\t'}"
    # By the environment's own tag, so that a site beside it in the group is never taken for ours.
    if [ "$owner" != "$env_name" ]; then others="$others${others:+, }$owner" && continue; fi
    # After a change of region there are two of them.
    if [ "${line%%$'\t'*}" = "$site" ]; then row="$line" state_flag=''; fi
    row="${row:-$line}"
  done
  if [ -z "$row" ]; then
    [ -z "$others" ] || warn "In $rg runs the page of another environment: $others. This makes a second page beside it, which is billed, too; --env acts on that one."
    return 0
  fi
  if [ -z "${kept_AZDEPLOY_LOCATION:-}" ]; then lost=yes; fi
  reply="${row//$'\t'/$'\n'}"
  take_lines found
  recover_tags "$found" "$lost"
  recover_settings "$found"
  recover_instances "$found"
  recover_running "$found"
  env_put SERVICE_WEB_NAME "$found"
  env_flush
}

# recover_tags SITE LOST: from the values of the tags in $reply. While there are records, they know the regions better: a run may be on its way to another one.
recover_tags() {
  local pair value
  for pair in $tag_inputs; do
    take_lines value
    # A deployment of an earlier version has no such tag, and its records are all there is.
    case "$value:${pair#*:}:$2" in
      None:* | :AZURE_* | :APP_* | :SERVICE_*) continue ;;
      *:AZURE_LOCATION:no | *:AZURE_AI_LOCATION:no) continue ;;
    esac
    put_recovered "${pair#*:}" "$value"
  done
  if [ "$2" = yes ]; then
    note "an app runs here already ($1): its choices are read from Azure"
    env_put AZDEPLOY_LOCATION "$location"
  fi
}

# Secrets and what the agent is: a code that was changed elsewhere must not go back to an older one.
recover_settings() {
  local name encoded value extra=''
  must_know webapp config appsettings list --name "$1" --resource-group "$rg" --query '[].{name:name,value:value}' --output json
  if [ "$reply" = '[]' ]; then return 0; fi
  # Without Node or Python the records are all there is.
  reply="$(by_node_or_python name-settings <<<"$reply")" || return 0
  while IFS=: read -r name encoded value; do
    case "$input_settings" in *" $name "*)
      [ -n "$value" ] || value="$(unbase64 "$encoded")"
      # The template's own limit of the Free plan.
      if [ "$name:$value:$plan" = MAX_SESSIONS:4:F1 ]; then continue; fi
      # Nor is the model of one's own a choice, which would stay when that one is taken away.
      if [ "$name:$value" = "VOICE_LIVE_MODEL:${kept_BYOM_MODEL_NAME:-}" ]; then value=''; fi
      if [ "$name" != ACCESS_CODE_HASH ] || [ "${kept_ACCESS_CODE_SHOWN:-}" != no ]; then put_recovered "$name" "$value"; fi
      continue
      ;;
    esac
    case "$name" in
      VOICE_LIVE_INSTRUCTIONS) env_put VOICE_LIVE_INSTRUCTIONS_BASE64 "$encoded" ;;
      WEBSITES_* | WEBSITE_* | SCM_* | '') ;;
      *) case "$made_settings" in *" $name "*) ;; *) extra="$extra${extra:+,}$name:$encoded" ;; esac ;;
    esac
  done <<<"$reply"
  put_recovered EXTRA_SETTINGS "$extra"
}

# put_recovered NAME VALUE: what the template would choose by itself needs no record, as long as there is none.
put_recovered() {
  env_get "$1"
  if [ -z "$env_value" ]; then case "$parameters" in *"\"\${$1=$2}\""*) return 0 ;; esac fi
  env_put "$1" "$2"
}

# recover_instances SITE: how many run, stated again, so that provisioning does not undo what was scaled by hand or by load.
recover_instances() {
  local size count
  azq appservice plan list --resource-group "$rg" --query "[?name=='plan-${1#app-}'] | [0].[sku.name,sku.capacity]" --output tsv || true
  take_lines size count
  case "$count" in '' | *[!0-9]*) return 0 ;; esac
  put_recovered APP_SERVICE_SKU "$size"
  if [ "$count" -gt 0 ]; then put_recovered INSTANCE_COUNT "$count"; fi
}

# recover_running SITE: what runs, where it is better known than the record.
recover_running() {
  local site="$1" group="$rg" recorded="$good_image"
  running_image || unreadable
  adopt_running "$reply"
  if [ "$good_image" != "$recorded" ]; then note "keeping what it runs: $good_image"; fi
}

# adopt_running RUNNING: becomes the last good one where there is no record, or another one and this one is well. It is, when /health names
# the revision that it was built from: a container of before may answer while the one that was set does not live.
adopt_running() {
  local image_tag image_ref=''
  if is_placeholder "$1" || [ "$1" = "$good_image" ]; then return 0; fi
  if [ -n "$good_image" ]; then
    ask_health
    [[ $health =~ \"revision\":\"([A-Za-z0-9._-]+)\" ]] || return 0
    image_tag="${BASH_REMATCH[1]}"
    find_built && [ "$image_ref" = "$1" ] || return 0
    env_put "$previous_key" "$good_image"
  fi
  env_put "$good_key" "$1"
}
