# The two ways of the lab: everything (option 1), or only a new image (option 2), and how a deployment ends.

# Finds out where we are: tools, the environment of earlier runs, the login and the subscription. Changes nothing.
look_around() {
  step 'Checking tools, login and subscription'
  open_env
  check_tools az azd curl
  isolate_azd
  subscription="${subscription_choice:-${kept_AZURE_SUBSCRIPTION_ID:-}}"
  check_login
  choose_subscription
}

deploy_everything() {
  prepare
  build_image
  release_image "$image_ref" "$image_tag"
  write_local_env
  finish
}

# Only the resource, the model and the roles of whoever runs this: the server then runs on their own machine.
deploy_resource() {
  prepare
  write_local_env
  printf '\n%sThe resource is there.%s Now, on this machine: npm ci && npm start\n\n' "$bold$green" "$plain"
  fact voiceLive 'Voice Live' "${kept_AZURE_VOICE_LIVE_ENDPOINT:-}"
  printf '  Your login (az login) is what opens it; new roles take up to ten minutes. Nothing but calls is billed. Remove it: ./azdeploy.sh down%s\n' "$named"
}

# prepare: up to the Azure resources; with --dry-run the run ends with a preview of them.
prepare() {
  look_around
  take_lock
  create_env
  recover_group
  if [ "$command" != resource ]; then
    recover_deployment
  elif [ -n "$site" ]; then
    die 2 "A page is deployed in $rg already." 'Use another group: --rg <name>'
  fi
  put_inputs
  if [ -z "$site" ]; then
    register_providers
    check_quota
  fi
  if [ "$dry_run" = yes ]; then preview; else provision; fi
}

# --dry-run: what Azure would change, as far as it can be asked without changing the environment.
preview() {
  step 'What a deployment would do'
  if [ "$env_exists" = yes ]; then
    azde provision --preview || warn 'azd could not preview the changes.'
  else
    note "would create the azd environment $env_name and the resources of infra/main.bicep in $rg ($location)"
  fi
  if [ "$command" != resource ]; then
    choose_tag
    note "would build $image_repository:$image_tag, start it by digest and wait until the page answers"
    note 'would show the link, and the access code once'
  fi
  exit 0
}

# Everything after the first deployment begins here.
need_deployment() {
  local missing
  look_around
  find_missing_outputs
  if [ "$env_exists" = no ] || [ -z "$site" ] || [ -n "$missing" ]; then
    die 2 "Nothing is deployed yet under the name $env_name." "Option 1 does it: ./azdeploy.sh full$named" \
      'If it was deployed from another machine, option 1 finds it and keeps what runs.'
  fi
}

deploy_image() {
  need_deployment
  take_lock
  build_image
  if would 'start it by digest and wait until the page answers'; then return 0; fi
  release_image "$image_ref" "$image_tag"
  finish
}

# The settings that a local run needs. Nothing but these three would read them.
write_local_env() {
  local runtime
  for runtime in node bun 'deno run -A'; do
    have "${runtime%% *}" || continue
    # shellcheck disable=SC2086 # a list of words
    AZURE_VOICE_LIVE_ENDPOINT="${kept_AZURE_VOICE_LIVE_ENDPOINT:-}" VOICE_LIVE_MODEL="$agent_model" \
      VOICE_LIVE_VOICE="${kept_VOICE_LIVE_VOICE:-}" VOICE_LIVE_INSTRUCTIONS_BASE64="${kept_VOICE_LIVE_INSTRUCTIONS_BASE64:-}" \
      $runtime infra/scripts/local-env.mjs 2>&1 | indent '' || warn 'The .env for local runs could not be written.'
    return 0
  done
}

# prove_session: the server holds a real session with Voice Live and says so at /ready; nothing but curl is needed to ask.
# Leaves in $held: yes, no, or unknown because sign-in stands before it.
prove_session() {
  held=unknown
  if signs_in; then return 0; fi
  step 'Holding a session with Voice Live'
  held=no tried=''
  until ask_ready; do may_talk_later ready || return 0; done
  held=yes
  ok 'the page held a session'
}

# ask_ready: the log has what this try was told, or why nothing was, and nothing of a try before.
ask_ready() {
  : >"$logs/ready.log"
  # shellcheck disable=SC2094 # either an answer is written or why there is none
  [ "$(curl --silent --show-error --max-time 60 --output "$logs/ready.log" --write-out '%{http_code}' "$page/ready" 2>>"$logs/ready.log" || true)" = 200 ]
}

# prove_talk: the session, and then the spoken test where it can run; leaves in $mute what should end the run with status 3.
prove_talk() {
  prove_session
  mute=no
  if [ "$held$smoke" = yesyes ]; then smoke_test || mute=yes; fi
  if [ "$held" = no ]; then mute=yes; fi
}

# finish: "complete" is said only of a page that was seen to hold a session.
finish() {
  local billed="The plan ($plan), the registry and every call are billed until you remove them"
  prove_talk
  case "$held" in
    # The session was held, whatever the spoken test thinks of its answer.
    yes) printf '\n%sDeployment complete!%s\n\n' "$bold$green" "$plain" ;;
    unknown) printf '\n%sDeployed and healthy.%s Whether it talks could not be tried, because people must sign in first: open the link and press Start session.\n\n' "$bold" "$plain" ;;
    no) printf '\n%sDeployed and healthy, but it does not talk.%s\n\n' "$bold$yellow" "$plain" ;;
  esac
  fact link 'Link' "$page"
  show_code
  fact model 'Model' "${agent_model:-as the profile says}"
  fact regions 'Regions' "$app_region (app), $ai_region (Voice Live)"
  fact runs 'Runs' "$good_image"
  if [ "$runtime" = bundle ]; then billed="${billed/, the registry/}"; fi
  if [ "$plan" = F1 ]; then billed='The Free plan holds four calls at once and one hour of processor time a day; every call is billed. Remove all'; fi
  printf '\n  %s: ./azdeploy.sh down%s\n' "$billed" "$named"
  if [ -n "$left_behind" ]; then printf '  So is %s; it stays in %s until then.\n' "$left_behind" "$group"; fi
  fact logs 'Logs' "$logs"
  if [ "$mute" = yes ]; then
    die 3 'The page is deployed and healthy, but it does not talk.' "The lines above say why; try again: ./azdeploy.sh smoke$named (with ACCESS_CODE=<code> it speaks, too)"
  fi
}

# Option "smoke": only the session, and the talk.
talk_only() {
  need_deployment
  prove_talk
  if [ "$mute" = yes ]; then die 3 'The page could not be talked through.'; fi
  if [ "$held" = unknown ]; then note "people must sign in first: open $page and press Start session"; fi
}
