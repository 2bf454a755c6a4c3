# Decides whether what was deployed lives: asks the page until it answers, reads the container log when it does not.
# shellcheck shell=bash

health_cause=''

# ask_health: leaves in $health what /health answers, or nothing.
ask_health() { health="$(curl --silent --show-error --fail --max-time 10 "$page/health" 2>/dev/null || true)"; }

# wait_healthy TAG: at most five minutes. App Service keeps the old container until the new one answers, so an answer
# counts at once only when it names the revision TAG; when it names none, it must stay well for a minute.
wait_healthy() {
  local poll well=0 restarts=0
  health_cause=''
  for ((poll = 1; poll <= 30; poll++)); do
    ask_health
    case "$health" in
      *'"revision":"'"$1"'"'*) return 0 ;;
      *'"revision":"unknown"'* | *'"revision":null'*) well=$((well + 1)) ;;
      *'"revision":"'*) if [ -n "$1" ]; then well=0; else well=$((well + 1)); fi ;;
      *'"status":"ok"'*) well=$((well + 1)) ;;
      *) well=0 ;;
    esac
    if [ "$well" -ge 6 ]; then return 0; fi
    if [ "$well" -eq 0 ] && [ $((poll % 6)) -eq 0 ]; then
      read_container_log
      classify container
      health_cause="$class"
      # A server that says why it stopped will say it again; there is no need to wait for five minutes.
      if [ "$poll" -ge 12 ] && crashed; then return 1; fi
      if [ "$health_cause" = pull-denied ]; then
        check_pull_identity || return 1
        if [ "$restarts" -lt 3 ]; then
          restarts=$((restarts + 1))
          note "$cause (restart $restarts of 3)"
          az webapp restart --name "$site" --resource-group "$group" --subscription "$subscription" --only-show-errors || true
        fi
      fi
    fi
    if [ $((poll % 3)) -eq 0 ]; then note "not yet, after $((poll * 10)) s"; fi
    sleep 10
  done
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
