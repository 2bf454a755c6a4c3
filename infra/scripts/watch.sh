# Looks at what is deployed: status, logs, doctor. Nothing here changes anything.

show_status() {
  local state host
  need_deployment
  step 'Status'
  azq webapp show --name "$site" --resource-group "$group" --query '[state,defaultHostName]' --output tsv ||
    die 1 "The site $site cannot be read." 'Option 1 creates what is missing.'
  take_lines state host
  running_image || reply='(unknown)'
  ask_health
  fact link 'Link' "https://$host"
  fact site 'Site' "$site ($state), plan $plan"
  fact health 'Health' "${health:-does not answer}"
  fact runs 'Runs' "$reply"
  if [ "$reply" != "$good_image" ]; then fact lastGood 'Last known good' "$good_image"; fi
  fact previous 'Previous' "$previous_image"
  fact model 'Model' "${agent_model:-as the profile says}"
  fact voiceLive 'Voice Live' "${kept_AZURE_VOICE_LIVE_ENDPOINT:-}"
  fact regions 'Regions' "$app_region (app), $ai_region (Voice Live)"
}

follow_logs() {
  need_deployment
  step 'Logs of the container (Ctrl-C ends)'
  az webapp log tail --name "$site" --resource-group "$group" --subscription "$subscription"
}

doctor_faults=0

# finding FAULT GOOD: one line; an empty fault is good news.
finding() {
  if [ -z "$1" ]; then
    ok "$2"
  else
    warn "$1"
    doctor_faults=$((doctor_faults + 1))
  fi
}

doctor() {
  local tool fault left missing
  step 'Tools'
  for tool in az azd curl; do
    tool_fault "$tool"
    finding "$fault" "$tool"
  done
  have git || note 'git is missing: images are tagged by time instead of commit'
  if have node || have python3; then ok 'Node or Python 3, to hash the access code'; else finding 'Node or Python 3 is needed to hash the access code.' ''; fi
  if have docker || have podman; then ok 'Docker or Podman, should the registry not build'; else note 'no Docker or Podman: needed only when the registry may not build'; fi
  tool_fault node
  if [ -z "$fault" ]; then ok 'smoke test'; else note "the smoke test will be skipped: $fault"; fi
  if ! have az; then doctor_end; fi

  step 'Azure'
  open_env
  subscription="${subscription_choice:-${kept_AZURE_SUBSCRIPTION_ID:-}}"
  if ! read_account; then
    finding 'az is not logged in, or does not see the subscription: az login' ''
    doctor_end
  fi
  subscription="$account_id"
  if [ "$account_state" = Enabled ]; then ok "subscription $account_name"; else finding "The subscription $account_name is $account_state." ''; fi
  # The first question that reaches Azure: az account show answers from what az remembers.
  if ! find_missing_providers; then
    classify azq
    finding "The resource providers cannot be read. $cause${hint:+ $hint}" ''
    case "$class" in login | offline | transient) doctor_end ;; esac
  elif [ -z "$missing" ]; then
    ok 'resource providers'
  else
    note "option 1 will register: $missing"
  fi
  find_ai_quota "${ai_location:-$location}"
  if [ "${left:-1}" -le 0 ]; then
    finding "No Foundry account may be made in ${ai_location:-$location} any more; option 1 goes on to another region." ''
  else
    ok "Foundry quota in ${ai_location:-$location}: ${left:-not told by Azure}"
  fi
  if plan_offered "$location" "${sku:-B1}"; then ok "plan ${sku:-B1} in $location"; else finding "The plan ${sku:-B1} is not offered in $location." ''; fi

  step 'Deployment'
  find_missing_outputs
  if [ "$env_exists" = no ] || [ -n "$missing" ]; then
    note "nothing is deployed under the name $env_name"
  else
    ask_health
    if [ -n "$health" ]; then ok "$page answers"; else finding "$page does not answer: ./azdeploy.sh logs$named" ''; fi
  fi
  doctor_end
}

doctor_end() {
  [ "$doctor_faults" -eq 0 ] || die 1 "$doctor_faults finding(s) above need attention."
  printf '\n    All is well.\n'
  exit 0
}
