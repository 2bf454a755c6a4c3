# Puts an image on the site by digest, decides whether it lives, and puts the last good one back when it does not.

placeholder='mcr.microsoft.com/appsvc/staticsite:latest'

# running_image: leaves in $reply what the site runs: an image, or the command that starts a bundle.
running_image() {
  local query=linuxFxVersion
  if [ "$runtime" = bundle ]; then query=appCommandLine; fi
  azq webapp config show --name "$site" --resource-group "$group" --query "$query" --output tsv || return 1
  reply="${reply#*|}"
}

# A PATCH of this one setting restarts the site with the new image or bundle.
set_image() {
  if [ "$runtime" = bundle ]; then set -- --startup-file "$1"; else set -- --linux-fx-version "DOCKER|$1"; fi
  patiently release webapp config set --name "$site" --resource-group "$group" "$@" --output none
}

# is_placeholder REF: what a site runs before anything was deployed.
is_placeholder() { [ -z "$1" ] || [ "$1" = "$placeholder" ]; }

# know_running: leaves in $reply what the site runs.
know_running() { running_image || die 1 "The site $site cannot be read." 'Was it removed? Option 1 creates what is missing.'; }

# release_image REF TAG [RUNNING]: the environment learns the image only once it lives, so it always names a good one.
release_image() {
  local good running
  step 'Starting the image'
  running="${3:-}"
  if [ -z "$running" ]; then
    know_running
    running="$reply"
  fi
  # Another machine may have started it since; what is well now is what to go back to.
  adopt_running "$running"
  good="${good_image:-$running}"
  if [ "$running" = "$1" ] && [ "$uploaded" = yes ]; then
    # Other files under the same name: the process has the old ones.
    patiently release webapp restart --name "$site" --resource-group "$group" || die_of release 'The site could not be restarted.'
  elif [ "$running" = "$1" ]; then
    ok 'the site runs this image already'
  else
    set_image "$1" || die_of release 'The site did not take the new image. What ran before still runs.'
  fi
  if [ "$dry_run" = yes ]; then return 0; fi
  note 'waiting until the page answers (at most five minutes)'
  if wait_healthy "$2"; then
    ok "the page answers: $page"
    if [ "$good" != "$1" ] && ! is_placeholder "$good"; then env_put "$previous_key" "$good"; fi
    env_put "$good_key" "$1"
    drop_spare_registry
    env_flush
    return 0
  fi
  if [ "$health_cause" = offline ]; then
    die 1 'This machine lost its network before the page answered, so the new image was not judged; it stays.' \
      "To judge it, run the same command again. To go back: ./azdeploy.sh rollback$named"
  fi
  [ -s "$logs/container.log" ] || read_container_log
  tail_of container 40
  undo_release "$1" "$good"
}

# undo_release BAD GOOD: ends the run in every case, because the new image did not live.
undo_release() {
  explain "$health_cause"
  cause="The new image did not become healthy: $cause"
  if [ "$2" = "$1" ] || is_placeholder "$2"; then
    die 1 "$cause" 'There is no earlier image to go back to.' "The log above is the container; ./azdeploy.sh logs$named follows it."
  fi
  warn "$cause"
  note "going back to $2"
  set_image "$2" || die 1 'The earlier image could not be set either.' "Set it by hand: ./azdeploy.sh rollback$named --image $2"
  if wait_healthy ''; then
    die 1 'The new image was rolled back; the page answers with the earlier one.' "The bad image: $1" 'The log above is its container.'
  fi
  die 1 'The new image was rolled back, but the earlier one does not answer either.' "See: ./azdeploy.sh doctor$named and ./azdeploy.sh logs$named"
}

# Option "roll back": the image before this one, or the one named by --image (a digest, a tag or a whole reference).
roll_back() {
  local target running
  need_deployment
  take_lock
  know_running
  running="$reply" target="$previous_image"
  # Something that no record knows runs in the place of the last good one, which then is the one before.
  if [ -n "$good_image" ] && [ "$running" != "$good_image" ]; then target="$good_image"; fi
  target="${image_choice:-$target}"
  case "$target" in
    '' | *"/"*) ;;
    sha256:*) target="$registry_host/$image_repository@$target" ;;
    *)
      image_tag="$target"
      find_built || die 2 "There is no $image_repository:$target." 'A tag is the first twelve signs of a commit that was deployed.'
      target="$image_ref"
      ;;
  esac
  [ -n "$target" ] || die 2 'There is no earlier image to go back to.' 'Name one: --image <tag or digest>'
  [ "$target" != "$running" ] || die 2 'The site runs this image already.'
  release_image "$target" '' "$running"
  if [ "$dry_run" = no ]; then ok "rolled back to $target"; fi
}

health_cause=''

# ask_health: leaves in $health what /health answers, or nothing, and in $health_exit how curl ended.
ask_health() {
  health_exit=0
  health="$(curl --silent --show-error --fail --max-time 10 "$page/health" 2>/dev/null)" || health_exit=$?
}

# wait_healthy TAG: at most five minutes. App Service keeps the old container until the new one answers, so an answer
# counts at once only when it names the revision TAG; when it names none, it must stay well for a minute.
wait_healthy() {
  local poll well=0
  health_cause='' tried=''
  for ((poll = 1; poll <= 30; poll++)); do
    ask_health
    well=$((well + 1))
    case "$health" in
      *'"revision":"'"$1"'"'*) return 0 ;;
      *'"revision":"unknown"'*) ;;
      *'"revision":"'*) if [ -n "$1" ]; then well=0; fi ;;
      *'"status":"ok"'*) ;;
      *) well=0 ;;
    esac
    if [ "$well" -ge 6 ]; then return 0; fi
    if [ "$well" -eq 0 ] && [ $((poll % 6)) -eq 0 ]; then
      read_container_log
      classify container
      health_cause="$class"
      # A server that says why it stopped will say it again; there is no need to wait for five minutes.
      if crashed; then
        if [ "$poll" -ge 12 ]; then return 1; fi
        warn 'The app has started and ended, more than once. Its last words:'
        tail_of container 15
      fi
      if [ "$health_cause" = pull-denied ]; then
        check_pull_identity || return 1
        if first_tries restart 3; then
          note "$cause (restart $try_number of 3)"
          azs webapp restart --name "$site" --resource-group "$group" || true
        fi
      fi
    fi
    if [ $((poll % 3)) -eq 0 ]; then note "not yet, after $((poll * 10)) s"; fi
    sleep 10
  done
  # The name was not found, or nothing took the connection. The front end of App Service always does, whatever became of the app.
  case "$health_exit" in 5 | 6 | 7) health_cause=offline ;; esac
  return 1
}

# crashed: the log tells of a process that ended, twice or more.
crashed() { [ "$(grep -Eic 'exited with code|container .* has exited|exit code: ?[1-9]' "$logs/container.log" || true)" -ge 2 ]; }

# The registry is asked with the client id of the identity; its resource id or nothing is the classic mistake.
check_pull_identity() {
  local ours="${kept_AZURE_APP_IDENTITY_CLIENT_ID:-}"
  azq webapp config show --name "$site" --resource-group "$group" --query 'acrUserManagedIdentityId || acrUserManagedIdentityID' --output tsv || true
  [ "$reply" = "$ours" ] || {
    warn "The site pulls with the identity ${reply:-(none)}, not with $ours. A full deployment (1) sets it right."
    return 1
  }
}

# Fetches the newest container logs from the site's own log interface.
read_container_log() {
  local link
  : >"$logs/container.log"
  find_scm || return 0
  for link in $(scm_get "https://$scm/api/logs/docker" | grep -o '"href": *"[^"]*"' | tail -n 3); do
    link="${link%\"}"
    scm_get "${link##*\"}" | tail -n 60 >>"$logs/container.log"
  done
}
