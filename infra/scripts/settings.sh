# Turns flags into the inputs of infra/main.bicep, and changes model, voice, instructions or profile of a running app.

# is_input NAME: an input of the template, by the variable that azd reads for it.
is_input() { case "$parameters" in *"\"\${$1"[=}]*) ;; *) return 1 ;; esac }
IFS= read -r -d '' parameters <"$root/infra/main.parameters.json" || true

# to_base64 TEXT, unbase64 TEXT: -D is what base64 calls decoding on older macOS.
to_base64() { printf '%s' "$1" | base64 | tr -d '\r\n'; }
unbase64() { [ -z "$1" ] || base64 -d 2>/dev/null <<<"$1" || base64 -D 2>/dev/null <<<"$1" || true; }

# A region that a fallback chose is kept, until somebody asks for another one at the top of the script or by flag.
put_regions() {
  local before="${kept_AZDEPLOY_LOCATION:-}"
  if [ "$before" != "$location" ]; then
    if [ -n "$before" ]; then
      warn "The region changes from $before to $location: new resources are made, and the old ones are billed, too, until option 9."
      left_behind="what was made in $before"
    fi
    env_put AZDEPLOY_LOCATION "$location"
    env_put AZURE_LOCATION "$location"
    if [ -z "$ai_location" ]; then env_put AZURE_AI_LOCATION "$location"; fi
  fi
  if [ -n "$ai_location" ]; then env_put AZURE_AI_LOCATION "$ai_location"; fi
  put_default AZURE_RESOURCE_GROUP_LOCATION "$location"
}

put_inputs() {
  put_regions
  env_put AZURE_RESOURCE_GROUP "$rg"
  if [ "$account_user_type" = servicePrincipal ]; then put_default AZURE_PRINCIPAL_TYPE ServicePrincipal; fi
  put_default AZURE_PRINCIPAL_TYPE User
  # A run that was stopped may have brought the account back already, and Azure restores none that is there.
  env_put RESTORE_FOUNDRY false
  if [ -n "$sku" ]; then env_put APP_SERVICE_SKU "$sku"; else put_default APP_SERVICE_SKU B1; fi
  put_pairs
  choose_way
  refuse_pairs
  ensure_secrets
  env_flush
}

# recover_group: leaves in $group_exists whether it is there. Its tags are an input, because a deployment writes all of them anew.
recover_group() {
  local names values tags='' ours=no
  must_know group exists --name "$rg"
  group_exists="$reply"
  [ "$group_exists" = true ] || return 0
  must_know group show --name "$rg" --query 'tags && [keys(tags),values(tags)]' --output tsv
  take_lines names values
  names="$names"$'\t' values="$values"$'\t'
  while [ -n "$names" ] && [ "$names" != $'\t' ]; do
    case "${names%%$'\t'*}" in
      azd-env-name) ours=yes ;;
      *) tags="$tags${tags:+,}$(to_base64 "${names%%$'\t'*}"):$(to_base64 "${values%%$'\t'*}")" ;;
    esac
    names="${names#*$'\t'}" values="${values#*$'\t'}"
  done
  if [ "$ours" = no ]; then warn "The resource group $rg was there before; option 9 removes it with all that it holds."; fi
  put_recovered GROUP_TAGS "$tags"
}

in_private_network() { [ "${kept_ENABLE_PRIVATE_NETWORK:-false}" != false ]; }

# refuse_pairs: choices that exclude each other, before they make half of a deployment.
refuse_pairs() {
  if in_private_network; then
    if [ "$plan" = F1 ]; then die 2 'The Free plan joins no private network.' 'Take a larger one (--sku B1), or no network: --set ENABLE_PRIVATE_NETWORK=false'; fi
    if [ "$runtime" = none ]; then die 2 'A server on your own machine is in no private network.' 'Without one: --set ENABLE_PRIVATE_NETWORK=false'; fi
  fi
  if [ -n "${kept_BYOM_MODEL_NAME:-}" ] && [ -n "${kept_EXISTING_FOUNDRY_NAME:-}" ]; then
    die 2 'No model is deployed on an account that was there before.' 'Deploy it there yourself, and name it: --set BYOM_MODEL_NAME= --model <name of the deployment>'
  fi
}

# put_pairs: an input of the template keeps its name; anything else is a setting of the app, as base64, in EXTRA_SETTINGS.
# Instructions are base64, too: azd pastes values unescaped into JSON, where a quote would end it.
put_pairs() {
  local index name value
  for ((index = 0; index < set_count; index++)); do
    name="${set_names[index]}" value="${set_values[index]}"
    if [ "$name" = VOICE_LIVE_INSTRUCTIONS ]; then
      env_put VOICE_LIVE_INSTRUCTIONS_BASE64 "$(to_base64 "$value")"
    elif is_input "$name"; then
      warn_of_leftovers "$name" "$value"
      env_put "$name" "$value"
    else
      put_extra "$name" "$value"
    fi
  done
}

# warn_of_leftovers NAME VALUE: a deployment removes nothing that it no longer names.
warn_of_leftovers() {
  env_get "$1"
  case "$1:$env_value" in
    *:"$2") ;;
    ENABLE_AUTOSCALE:true) warn 'The instances that run stay, and are billed; for one: --set INSTANCE_COUNT=1' ;;
    ENABLE_PRIVATE_NETWORK:true | BYOM_MODEL_NAME:?*)
      warn "What $1=$env_value made stays until you remove it, and may be billed: docs/deploy.md, What is turned off"
      ;;
  esac
}

# put_extra NAME VALUE: in the place of an earlier value; an empty one takes the setting away.
put_extra() {
  local kept='' pair rest
  rest="${kept_EXTRA_SETTINGS:-},"
  while [ -n "$rest" ]; do
    pair="${rest%%,*}" rest="${rest#*,}"
    case "$pair" in '' | "$1:"*) ;; *) kept="$kept${kept:+,}$pair" ;; esac
  done
  if [ -n "$2" ]; then kept="$kept${kept:+,}$1:$(to_base64 "$2")"; fi
  env_put EXTRA_SETTINGS "$kept"
}

# apply_settings NAME VALUE...: app settings of the running site, from a file that only we can read. The environment
# holds the same values, so the next provisioning keeps them. App Service restarts the app by itself.
apply_settings() {
  local file="$scratch/settings.json" separator=''
  printf '{' >"$file"
  while [ $# -gt 0 ]; do
    json_string "$2"
    printf '%s"%s": %s' "$separator" "$1" "$quoted" >>"$file"
    separator=', '
    shift 2
  done
  printf '}\n' >>"$file"
  patiently settings webapp config appsettings set --name "$site" --resource-group "$group" --settings "@$file" --output none ||
    die_of settings 'The settings of the app could not be changed.'
  : >"$file"
}

# Option "change model or profile": no provisioning, only an app setting; calls under way are dropped by the restart.
change_voice() {
  local index name pairs=()
  need_deployment
  take_lock
  step 'Changing model, voice or instructions'
  if [ "$set_count" -eq 0 ] && interactive; then
    recover_settings "$site"
    env_flush
    ask 'Model' "${kept_VOICE_LIVE_MODEL:-}"
    model="$answer"
    ask 'Voice (- for the default of the server)' "${kept_VOICE_LIVE_VOICE:-}"
    if [ "$answer" = - ]; then add_pair VOICE_LIVE_VOICE ''; else voice="$answer"; fi
    note 'Instructions now:'
    unbase64 "${kept_VOICE_LIVE_INSTRUCTIONS_BASE64:-}" | indent '  '
    ask 'New instructions in one line (Enter keeps them)' ''
    instructions="$answer"
    check_values
  fi
  for ((index = 0; index < set_count; index++)); do
    name="${set_names[index]}"
    pairs[index * 2]="$name" pairs[index * 2 + 1]="${set_values[index]}"
    case "$input_settings VOICE_LIVE_INSTRUCTIONS " in *" $name "*) continue ;; esac
    if is_input "$name"; then die 2 "$name is no setting of the app but part of the deployment." "Use: ./azdeploy.sh full$named --set $name=..."; fi
  done
  put_pairs
  # The records know no change; whether the app has it, only Azure can say.
  if [ -z "$env_pending" ]; then
    recover_settings "$site"
    env_flush
    put_pairs
  fi
  if [ -z "$env_pending" ]; then
    ok 'nothing changes: the app has these settings already'
    return 0
  fi
  apply_settings "${pairs[@]}"
  env_flush
  settled
}

# Option "new access code": the old one stops working, and so do the tickets that it gave.
change_code() {
  need_deployment
  take_lock
  step 'Making a new access code'
  if signs_in; then die 2 'The page asks people to sign in; it has no access code.'; fi
  make_code
  env_flush
  apply_settings ACCESS_CODE_HASH "$kept_ACCESS_CODE_HASH"
  settled
  if [ "$dry_run" = no ]; then show_code; fi
}

settled() {
  if [ "$dry_run" = yes ]; then return 0; fi
  note 'waiting until the page answers again'
  wait_healthy '' || die 1 'The page does not answer after the change.' "See: ./azdeploy.sh logs$named"
  ok "the page answers: $page"
}
