# Looks at what is deployed: status, logs, doctor. Nothing here changes anything.
# shellcheck shell=bash

show_status() {
  local facts state host health running
  need_deployment
  step 'Status'
  facts="$(azq webapp show --name "$site" --resource-group "$group" --query '[state,defaultHostName]' --output tsv)" ||
    die 1 "The site $site cannot be read." 'Option 1 creates what is missing.'
  {
    read -r state
    read -r host
  } <<FACTS
$facts
FACTS
  running="$(running_image)" || running='(unknown)'
  health="$(health_body)"
  printf '  Link:       https://%s\n' "$host"
  printf '  Site:       %s (%s), plan %s\n' "$site" "$state" "$plan"
  printf '  Health:     %s\n' "${health:-does not answer}"
  printf '  Image:      %s\n' "$running"
  if [ "$running" != "$good_image" ]; then
    printf '              (last known good: %s)\n' "$good_image"
  fi
  printf '  Previous:   %s\n' "$(env_get SERVICE_WEB_PREVIOUS_IMAGE_NAME)"
  printf '  Model:      %s\n' "${kept_model:-as the profile says}"
  printf '  Voice Live: %s\n' "$(env_get AZURE_VOICE_LIVE_ENDPOINT)"
  printf '  Regions:    %s (app), %s (Voice Live)\n' "$app_region" "$ai_region"
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
  for tool in az azd curl; do finding "$(tool_fault "$tool")" "$tool"; done
  have git || note 'git is missing: images are tagged by time instead of commit'
  if have node || have python3; then ok 'Node or Python 3, to hash the access code'; else finding 'Node or Python 3 is needed to hash the access code.' ''; fi
  if have docker || have podman; then ok 'Docker or Podman, should the registry not build'; else note 'no Docker or Podman: needed only when the registry may not build'; fi
  fault="$(smoke_hint)"
  if [ -z "$fault" ]; then ok 'smoke test'; else note "the smoke test will be skipped: $fault"; fi
  if ! have az; then doctor_end; fi

  step 'Azure'
  if have azd; then open_env; fi
  subscription="${subscription_choice:-$(env_get AZURE_SUBSCRIPTION_ID)}"
  if read_account; then
    subscription="$account_id"
    if [ "$account_state" = Enabled ]; then ok "subscription $account_name"; else finding "The subscription $account_name is $account_state." ''; fi
    missing="$(missing_providers | tr '\n' ' ')" || missing='(cannot be read)'
    if [ -z "$missing" ]; then ok 'resource providers'; else note "option 1 will register: $missing"; fi
    left="$(ai_quota_left "${ai_location:-$location}")"
    if [ -n "$left" ] && [ "$left" -le 0 ]; then
      finding "No Foundry account may be made in ${ai_location:-$location} any more; option 1 goes on to another region." ''
    else
      ok "Foundry quota in ${ai_location:-$location}: ${left:-not told by Azure}"
    fi
    if plan_offered "$location" "${sku:-B1}"; then ok "plan ${sku:-B1} in $location"; else finding "The plan ${sku:-B1} is not offered in $location." ''; fi
  else
    finding 'az is not logged in, or does not see the subscription: az login' ''
    doctor_end
  fi

  step 'Deployment'
  if [ "$env_exists" = no ] || [ -n "$(missing_outputs)" ]; then
    note "nothing is deployed under the name $env_name"
  elif [ -n "$(health_body)" ]; then
    ok "$page answers"
  else
    finding "$page does not answer: ./azdeploy.sh logs" ''
  fi
  doctor_end
}

doctor_end() {
  [ "$doctor_faults" -eq 0 ] || die 1 "$doctor_faults finding(s) above need attention."
  printf '\n    All is well.\n'
  exit 0
}
