# Creates or updates the Azure resources, and answers each known failure with its remedy, a bounded number of times.

outputs='AZURE_RESOURCE_GROUP AZURE_VOICE_LIVE_ENDPOINT AZURE_FOUNDRY_ACCOUNT_NAME'
page_outputs='AZURE_APP_IDENTITY_CLIENT_ID SERVICE_WEB_NAME SERVICE_WEB_URI'

# find_missing_outputs: leaves in $missing the outputs of infra/main.bicep that the environment has not.
find_missing_outputs() {
  local key wanted="$outputs $page_outputs"
  if [ "$runtime" = none ]; then wanted="$outputs"; fi
  missing=''
  for key in $wanted; do
    env_get "$key"
    [ -n "$env_value" ] || missing="$missing${missing:+ }$key"
  done
}

# Every remedy below is counted, so the loop ends; the limit guards against causes that take turns.
provision() {
  local round flags="$state_flag" missing before="$registry"
  step 'Creating or updating the Azure resources (first time: about five minutes)'
  tried=''
  for ((round = 0; round < 20; round++)); do
    # azd shows its progress itself, so nothing that buffers stands between it and the terminal; the log is for the table.
    # shellcheck disable=SC2086 # no flag, or one
    if kept provision azde provision $flags $verbose; then
      read_env "$env_name"
      find_missing_outputs
      if [ -z "$missing" ]; then
        env_put RESTORE_FOUNDRY false
        # What runs may still be an image of it.
        if [ -n "$before" ] && [ -z "$registry" ]; then env_put AZDEPLOY_SPARE_REGISTRY "$before"; fi
        env_flush
        ok "resources in $group"
        return 0
      fi
      # azd can end with success when its own validation stopped it.
      warn "azd reported success but created nothing (missing: $missing)."
      flags='--no-state'
      classify provision
      if [ "$class" = unknown ]; then
        if first_tries no-outputs 1; then continue; fi
        die_of provision 'azd created nothing and does not say why.' 'See the output above; azd provision --debug says more.'
      fi
    else
      classify provision
    fi
    remedy "$class"
  done
  die 1 'The resources could not be created in 20 rounds.' "See $logs/provision.log"
}

# remedy CLASS: does what the cause asks for and returns to try again, or ends the run with the way out.
remedy() {
  explain "$1"
  warn "$cause [$1]"
  if [ "$remedy" = - ] || ! $remedy; then give_up "$1"; fi
}

# give_up CLASS WHAT-TO-DO...: the end of the remedies.
give_up() {
  explain "$1"
  shift
  if [ $# -eq 0 ]; then set -- "${hint:-The output above is what azd said; the whole log is in .azure/.azdeploy/logs/provision.log.}"; fi
  if [ "$runtime" != none ] && [ "$plan" != F1 ]; then set -- "$@" "A plan that was created is billed until: ./azdeploy.sh down$named"; fi
  die_of provision "$cause" "$@" 'What was created stays; run the same command again to go on.'
}

# The remedies, by the names that the table calls them. Each fails when it can do no more.

# wait_and_retry KIND SECONDS...: one wait for every time that failures of this kind may come back.
wait_and_retry() {
  local limit=$(($# - 1))
  first_tries "$1" "$limit" || return 1
  shift "$try_number"
  pause "$1" "$cause (try $((try_number + 1)) of $((limit + 1)))"
}

leave_full_plan() { move_app_region || offer_plan; }

leave_full_account() {
  azq cognitiveservices usage list --location "$ai_region" --output table && printf '%s\n' "$reply"
  move_ai_region
}

leave_forbidden_region() {
  azq policy assignment list --query '[].displayName' --output tsv && printf '%s\n' "$reply"
  find_allowed_regions
  note "regions that a policy allows: $allowed"
  move_blamed_region
}

register_providers_once() { first_tries provider 1 && register_providers; }

log_in_again() { first_tries login 1 && interactive && log_in; }

name_forbidden_action() {
  warn "$(grep -oEm 1 "action '[^']+'" "$logs/provision.log")"
  return 1
}

adopt_group_region() {
  first_tries group-region 1 && azq group show --name "$group" --query location --output tsv || return 1
  note "the resource group stays in $reply; what it holds may lie elsewhere"
  env_put AZURE_RESOURCE_GROUP_LOCATION "$reply"
  env_flush
}

correct_principal_type() {
  first_tries principal-type 1 || return 1
  if [ "${kept_AZURE_PRINCIPAL_TYPE:-}" = User ]; then env_put AZURE_PRINCIPAL_TYPE ServicePrincipal; else env_put AZURE_PRINCIPAL_TYPE User; fi
  env_flush
}

# Mostly it is the deployer, who could talk to an account that was here before: what they may do already is not given again.
keep_own_roles() {
  if [ "${kept_DEPLOYER_ACCESS:-}" = false ]; then return 1; fi
  note 'your own roles on the Foundry account stay as they are (DEPLOYER_ACCESS=false); the app gets its two'
  env_put DEPLOYER_ACCESS false
  env_flush
}

# What this run leaves for others of its kind, and is billed beside them.
left_behind=''

# A global name taken by others: another generation gives every resource of the same environment a new generated name.
fresh_names() {
  first_tries name-taken 1 || return 1
  env_put NAME_GENERATION "$((${kept_NAME_GENERATION:-1} + 1))"
  env_flush
  left_behind='what the first names made'
  note "new names (generation $kept_NAME_GENERATION); what the first names made stays in $group, and is billed, until option 9"
}

# Regions where App Service and every Voice Live feature that we use are offered; the chosen one comes first anyway.
region_chain='eastus2 swedencentral westus2 australiaeast'
regions_tried=''

move_ai_region() { move_region AZURE_AI_LOCATION "$ai_region" 'Voice Live'; }
# The resource group stays where it is: its own region cannot change, and what it holds may lie elsewhere.
# A page that people use does not move: it would be a second site, in another place, and the first would go on being billed.
move_app_region() { may_go_elsewhere && move_region AZURE_LOCATION "$app_region" 'the app'; }

may_go_elsewhere() {
  [ -n "$site" ] || return 0
  note "the page $site stays where it is, on the plan that it has"
  return 1
}

# move_region INPUT FROM WHAT: to the first of the chain that was not tried for it; fails when there is none.
move_region() {
  local region
  regions_tried="$regions_tried $1:$2"
  if [ "$fallback" = no ]; then
    note 'staying in the chosen region (--no-fallback)'
    return 1
  fi
  for region in $region_chain; do
    if listed "$1:$region" "$regions_tried"; then continue; fi
    note "$3 moves from $2 to $region; the choice is kept for the next runs"
    env_put "$1" "$region"
    env_flush
    return 0
  done
  return 1
}

# The region of what the error text blames; both when it does not say. azd names in the same log what it has made already
# ("(✓) Done: App Service plan: ..."), and that is blamed for nothing.
move_blamed_region() {
  local moved=1 app='Microsoft\.Web|serverfarms|App ?Service' voice='CognitiveServices|AIServices'
  grep -v 'Done: ' "$logs/provision.log" >"$scratch/blamed" || true
  if blamed "$app" || ! blamed "$voice"; then if move_app_region; then moved=0; fi; fi
  if blamed "$voice" || ! blamed "$app"; then if move_ai_region; then moved=0; fi; fi
  return "$moved"
}
blamed() { grep -Eiq "$1" "$scratch/blamed"; }

# offer_plan: only with consent, for a larger plan costs more, and where the app was wanted. The free one, which runs no image, comes last.
offer_plan() {
  local size question region
  may_go_elsewhere || return 1
  # What was asked for, and found no place, is not offered again.
  tried="$tried plan-$plan"
  for size in P0v3 S1 F1; do
    if [ "$plan" = F1 ] || ! first_tries "plan-$size" 1; then continue; fi
    question="No region has quota for the plan $plan. Use $size, which costs more?"
    if [ "$size" = F1 ]; then
      if [ "$fallback" = no ] || in_private_network; then return 1; fi
      note 'The free plan F1 holds four calls at once, has one hour of processor time a day, sleeps when nobody comes, and has no health check.'
      question='No plan has quota here. Use the free plan F1?'
    fi
    confirm "$question" || continue
    if [ "$size" = F1 ]; then use_bundle 'because the free plan is for it'; fi
    env_put APP_SERVICE_SKU "$size"
    env_put AZURE_LOCATION "${kept_AZDEPLOY_LOCATION:-$location}"
    env_flush
    for region in $region_chain; do regions_tried="$regions_tried AZURE_LOCATION:$region"; done
    return 0
  done
  return 1
}
