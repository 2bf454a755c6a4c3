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
  put_inputs
  register_providers
  check_quota
  if [ "$dry_run" = yes ]; then
    preview
    return 0
  fi
  recover_image
  provision
  build_image
  release_image "$image_ref" "$image_tag"
  write_local_env
  finish
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

# The records may be lost (another machine, a new Cloud Shell) while the app runs: provisioning must not put the
# placeholder in its place.
recover_image() {
  local name image
  [ -z "$good_image" ] || return 0
  name="$(azq webapp list --resource-group "$group" --query "[?tags.\"azd-service-name\"=='web'] | [0].name" --output tsv 2>/dev/null || true)"
  case "$name" in '' | None) return 0 ;; esac
  image="$(azq webapp config show --name "$name" --resource-group "$group" --query linuxFxVersion --output tsv || true)"
  case "$image" in
    *"$placeholder" | '') ;;
    *"|"*)
      note "an app runs here already: keeping its image ${image#*|}"
      env_put SERVICE_WEB_IMAGE_NAME "${image#*|}"
      env_flush
      ;;
  esac
}

# Everything after the first deployment begins here.
need_deployment() {
  look_around
  if [ "$env_exists" = no ] || [ -n "$(missing_outputs)" ]; then
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

finish() {
  local talked=2
  if [ "$smoke" = yes ]; then
    talked=0
    smoke_test || talked=$?
  fi
  printf '\n%sDeployment complete!%s\n\n' "$bold$green" "$plain"
  printf '  Link:          %s\n' "$page"
  show_code
  printf '  Model:         %s\n' "${kept_model:-as the profile says}"
  printf '  Regions:       %s (app), %s (Voice Live)\n' "$app_region" "$ai_region"
  printf '  Image:         %s\n' "$good_image"
  printf '\n  The plan (%s), the registry and every call are billed until you remove them: ./azdeploy.sh down\n' "$plan"
  if [ "$talked" -eq 1 ]; then
    die 3 'The page is deployed and healthy, but the smoke test could not talk through it.' 'The lines above say why; try again: ACCESS_CODE=<code> ./azdeploy.sh smoke'
  fi
}

# Option "smoke": only the talk.
talk_only() {
  local talked=0
  need_deployment
  smoke_test || talked=$?
  [ "$talked" -ne 1 ] || die 3 'The smoke test could not talk through the page.'
}
