# Reads what is deployed from Azure itself, whose word is newer than any record: another machine may have changed it.
# shellcheck shell=bash

# Tag of the site -> input of the template that it keeps.
tag_inputs='azdeploy-generation:NAME_GENERATION azdeploy-ai-location:AZURE_AI_LOCATION azdeploy-location:AZURE_LOCATION azdeploy-sku:APP_SERVICE_SKU azdeploy-runtime:SERVICE_WEB_RUNTIME azdeploy-private-network:ENABLE_PRIVATE_NETWORK azdeploy-autoscale:ENABLE_AUTOSCALE azdeploy-autoscale-maximum:AUTOSCALE_MAXIMUM azdeploy-entra-client-id:ENTRA_CLIENT_ID azdeploy-foundry-name:EXISTING_FOUNDRY_NAME azdeploy-foundry-group:EXISTING_FOUNDRY_RESOURCE_GROUP azdeploy-project:CREATE_PROJECT azdeploy-byom-model:BYOM_MODEL_NAME azdeploy-byom-version:BYOM_MODEL_VERSION azdeploy-byom-sku:BYOM_SKU_NAME azdeploy-byom-capacity:BYOM_CAPACITY'

# Settings of the app that are inputs of the template under the same name; those that the template or App Service makes.
input_settings=' AGENT_PROFILE VOICE_LIVE_MODEL VOICE_LIVE_VOICE VOICE_LIVE_PROFILE MAX_SESSIONS IDLE_MINUTES MAX_MINUTES RESUME_SECONDS ACCESS_CODE_HASH TICKET_SECRET '
made_settings=' WEBSITES_PORT PORT HOST NODE_ENV AZURE_CLIENT_ID AZURE_VOICE_LIVE_ENDPOINT SCM_DO_BUILD_DURING_DEPLOYMENT OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID DOCKER_CUSTOM_IMAGE_NAME '

# recover_deployment: nothing when there is no site yet. A question that Azure does not answer ends the run: guessing
# "nothing is there" would put the placeholder over an app that runs.
recover_deployment() {
  local name lost=no
  azq group exists --name "$rg" || unreadable
  [ "$reply" = true ] || return 0
  # By the environment's own tag, so that a site beside it in the group is never taken for ours.
  azq webapp list --resource-group "$rg" --query "[?tags.\"azd-service-name\"=='web' && tags.\"azd-env-name\"=='$env_name'] | [0].name" --output tsv || unreadable
  name="$reply"
  case "$name" in '' | None) return 0 ;; esac
  if [ -z "${kept_AZDEPLOY_LOCATION:-}" ]; then lost=yes; fi
  recover_tags "$name" "$lost"
  recover_settings "$name"
  recover_instances
  recover_running "$name"
  env_flush
}

unreadable() {
  tail_of azq 10
  die 1 "Azure does not say what runs in $rg." 'Nothing was changed. Try again in a minute.'
}

# recover_tags SITE LOST: where the regions lie is the records' business, while there are records: a run may be on its way
# to another one.
recover_tags() {
  local pair query='' value
  for pair in $tag_inputs; do query="$query${query:+,}tags.\"${pair%%:*}\""; done
  azq webapp list --resource-group "$rg" --query "[?name=='$1'] | [0].[$query]" --output tsv || unreadable
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
  azq webapp config appsettings list --name "$1" --resource-group "$rg" --query '[].{name:name,value:value}' --output json || unreadable
  if [ "$reply" = '[]' ]; then return 0; fi
  # Without Node or Python the records are all there is.
  reply="$(names_with_base64 <<<"$reply")" || return 0
  while IFS=: read -r name encoded value; do
    case "$input_settings" in *" $name "*)
      [ -n "$value" ] || value="$(unbase64 "$encoded")"
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

# names_with_base64: [{name,value}] on standard input as lines of NAME:base64:value, so that no value can break a line; the
# value itself only where it is plain.
names_with_base64() {
  # shellcheck disable=SC2016 # JavaScript, not shell
  if have node; then
    node -e 'for (const { name, value } of JSON.parse(require("node:fs").readFileSync(0, "utf8")))
      console.log(`${name}:${Buffer.from(value ?? "").toString("base64")}:${/^[\w:.+=@/-]*$/.test(value) ? value : ""}`)'
  elif have python3; then
    python3 -c 'import base64, json, sys
for row in json.load(sys.stdin): print(row["name"] + ":" + base64.b64encode((row["value"] or "").encode()).decode() + ":")'
  else
    return 1
  fi
}

# How many instances run: stated again, so that provisioning does not undo what was scaled by hand or by load.
recover_instances() {
  local size count
  azq appservice plan list --resource-group "$rg" --query "[?tags.\"azd-env-name\"=='$env_name'] | [0].[sku.name,sku.capacity]" --output tsv || true
  take_lines size count
  case "$count" in '' | *[!0-9]*) return 0 ;; esac
  put_recovered APP_SERVICE_SKU "$size"
  if [ "$count" -gt 0 ]; then put_recovered INSTANCE_COUNT "$count"; fi
}

# recover_running SITE: only without a record, which names the last good one.
recover_running() {
  local site="$1" group="$rg"
  [ -z "$good_image" ] || return 0
  running_image || unreadable
  if is_placeholder "$reply"; then return 0; fi
  note "keeping what it runs: $reply"
  env_put "$good_key" "$reply"
}
