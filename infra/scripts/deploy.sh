# The two ways of the lab: everything (option 1), or only a new image (option 2), and how a deployment ends.
# shellcheck shell=bash

# Finds out where we are: tools, the environment of earlier runs, the login and the subscription. Changes nothing.
look_around() {
  step 'Checking tools, login and subscription'
  check_tools az azd curl
  isolate_azd
  open_env
  subscription="${subscription_choice:-$(env_get AZURE_SUBSCRIPTION_ID)}"
  check_login
  choose_subscription
}

deploy_everything() {
  look_around
  take_lock
  create_env
  recover_deployment
  put_inputs
  register_providers
  check_quota
  if [ "$dry_run" = yes ]; then
    preview
    return 0
  fi
  provision
  build_image
  release_image "$image_ref" "$image_tag"
  write_local_env
  finish
}

# Only the resource, the model and the roles of whoever runs this: the server then runs on their own machine.
deploy_resource() {
  look_around
  take_lock
  create_env
  if [ -n "$site" ]; then die 2 "A page is deployed in $rg already." 'Use another group: --rg <name>'; fi
  put_inputs
  register_providers
  check_quota
  if [ "$dry_run" = yes ]; then
    preview
    return 0
  fi
  provision
  write_local_env
  printf '\n%sThe resource is there.%s Now, on this machine: npm ci && npm start\n\n' "$bold$green" "$plain"
  printf '  Voice Live:    %s\n' "$(env_get AZURE_VOICE_LIVE_ENDPOINT)"
  printf '  Your login (az login) is what opens it; new roles take up to ten minutes. Nothing but calls is billed. Remove it: ./azdeploy.sh down\n'
}

# --dry-run: what Azure would change, as far as it can be asked without changing the environment.
preview() {
  step 'What a deployment would do'
  if [ "$env_exists" = yes ]; then
    azde provision --preview || warn 'azd could not preview the changes.'
  else
    note "would create the azd environment $env_name and the resources of infra/main.bicep in $rg ($location)"
  fi
  choose_tag
  note "would build $image_repository:$image_tag, start it by digest and wait until the page answers"
  note 'would show the link, and the access code once'
}

# Everything after the first deployment begins here.
need_deployment() {
  look_around
  if [ "$env_exists" = no ] || [ -z "$site" ] || [ -n "$(missing_outputs)" ]; then
    die 2 "Nothing is deployed yet under the name $env_name." 'Option 1 does it: ./azdeploy.sh full' \
      'If it was deployed from another machine, option 1 finds it and keeps what runs.'
  fi
}

deploy_image() {
  need_deployment
  take_lock
  build_image
  if [ "$dry_run" = yes ]; then
    note 'would start it by digest and wait until the page answers'
    return 0
  fi
  release_image "$image_ref" "$image_tag"
  finish
}

# The settings a local run needs (npm start); no secret among them. A file that somebody else wrote is left alone.
write_local_env() {
  local file="$root/.env" mark='# Written by azdeploy.sh for local runs; it holds no secret. Remove this line to keep your own changes.' key
  if [ -e "$file" ] && [ "$(head -n 1 "$file")" != "$mark" ]; then
    note '.env is your own; it was left alone'
    return 0
  fi
  {
    printf '%s\n' "$mark"
    for key in AZURE_VOICE_LIVE_ENDPOINT VOICE_LIVE_MODEL VOICE_LIVE_VOICE; do
      if [ -n "$(env_get "$key")" ]; then printf '%s=%s\n' "$key" "$(env_get "$key")"; fi
    done
    quoted_line VOICE_LIVE_INSTRUCTIONS "$(kept_instructions)"
  } >"$file"
  ok '.env written for local runs (npm start)'
}

# quoted_line KEY VALUE: in whichever quotes the value does not contain; a value with all three kinds is left out.
# shellcheck disable=SC2016 # backticks are one of the three
quoted_line() {
  [ -n "$2" ] || return 0
  case "$2" in
    *\'*\"*\`* | *\'*\`*\"* | *\"*\'*\`* | *\"*\`*\'* | *\`*\'*\"* | *\`*\"*\'*) printf '# %s has every kind of quote; set it yourself\n' "$1" ;;
    *\'*\"* | *\"*\'*) printf '%s=`%s`\n' "$1" "$2" ;;
    *\'*) printf '%s="%s"\n' "$1" "$2" ;;
    *) printf "%s='%s'\n" "$1" "$2" ;;
  esac
}

# prove_session: the server holds a real session with Voice Live and says so at /ready; nothing but curl is needed to ask.
# 0 it held one, 1 it could not, 2 nobody may ask because sign-in stands before it.
prove_session() {
  local log status
  log="$(log_of ready)"
  if signs_in; then return 2; fi
  step 'Holding a session with Voice Live'
  tried=''
  while :; do
    status="$(curl --silent --max-time 60 --output "$log" --write-out '%{http_code}' "$page/ready" || true)"
    if [ "$status" = 200 ]; then break; fi
    may_talk_later "$log" || {
      tail_of "$log" 10
      return 1
    }
  done
  ok 'the page held a session'
}

# finish: "complete" is said only of a page that was seen to hold a session.
finish() {
  local held=0 talked=2
  prove_session || held=$?
  if [ "$smoke" = yes ] && [ "$held" -eq 0 ]; then
    talked=0
    smoke_test || talked=$?
  fi
  case "$held:$talked" in
    # The session was held, whatever the spoken test thinks of its answer.
    0:*) printf '\n%sDeployment complete!%s\n\n' "$bold$green" "$plain" ;;
    2:*) printf '\n%sDeployed and healthy.%s Whether it talks could not be tried, because people must sign in first: open the link and press Start session.\n\n' "$bold" "$plain" ;;
    *) printf '\n%sDeployed and healthy, but it does not talk.%s\n\n' "$bold$yellow" "$plain" ;;
  esac
  printf '  Link:          %s\n' "$page"
  show_code
  printf '  Model:         %s\n' "${kept_model:-as the profile says}"
  printf '  Regions:       %s (app), %s (Voice Live)\n' "$app_region" "$ai_region"
  printf '  Runs:          %s\n' "$good_image"
  if [ "$plan" = F1 ]; then
    printf '\n  The Free plan holds four calls at once and one hour of processor time a day; every call is billed. Remove all: ./azdeploy.sh down\n'
  elif [ "$runtime" = bundle ]; then
    printf '\n  The plan (%s) and every call are billed until you remove them: ./azdeploy.sh down\n' "$plan"
  else
    printf '\n  The plan (%s), the registry and every call are billed until you remove them: ./azdeploy.sh down\n' "$plan"
  fi
  printf '  Logs of this run: %s\n' "$work/logs"
  if [ "$held" -eq 1 ] || [ "$talked" -eq 1 ]; then
    die 3 'The page is deployed and healthy, but it does not talk.' 'The lines above say why; try again: ./azdeploy.sh smoke (with ACCESS_CODE=<code> it speaks, too)'
  fi
}

# Option "smoke": only the session, and the talk.
talk_only() {
  local held=0 talked=0
  need_deployment
  prove_session || held=$?
  if [ "$held" -eq 0 ]; then smoke_test || talked=$?; fi
  if [ "$held" -eq 1 ] || [ "$talked" -eq 1 ]; then die 3 'The page could not be talked through.'; fi
  if [ "$held" -eq 2 ]; then note "people must sign in first: open $page and press Start session"; fi
}
