# Keeps one run apart from the next and from the user's own tools: working folder, lock, traps, retries.
# shellcheck shell=bash

# Everything of ours lives under .azure, which git and docker ignore already. azd lists folders there as environments;
# that is harmless, because every azd call below names its environment.
work="$root/.azure/.azdeploy"
scratch='' lock='' said_why=no

begin_run() {
  # Git Bash must not rewrite /subscriptions/... arguments; az on Windows must not die of a non-ASCII build log.
  export MSYS_NO_PATHCONV=1 PYTHONIOENCODING=utf-8 PYTHONUTF8=1
  # The user's azd login, settings and other projects stay untouched: azd reads and writes only this folder.
  export AZD_CONFIG_DIR="$work/azd-config" AZURE_DEV_COLLECT_TELEMETRY=no AZD_SKIP_UPDATE_CHECK=true
  cd "$root"
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/azdeploy.XXXXXX")"
  trap 'end_run $? "$BASH_COMMAND"' EXIT
  trap 'interrupted INT' INT
  trap 'interrupted TERM' TERM
}

# Removes what this run made for itself, and makes sure that no failure ends in silence.
end_run() {
  local status="$1" command="$2"
  [ -z "$scratch" ] || rm -rf "$scratch"
  [ -z "$lock" ] || rm -rf "$lock"
  if [ "$status" -ne 0 ] && [ "$said_why" = no ]; then
    # The command is named without its arguments: they may be long, and they are nobody's business in a log.
    printf '\n%serror:%s %s failed with status %s during: %s\n' "$red" "$plain" "${command%% *}" "$status" "$current_step" >&2
    printf '       Every completed step is kept; run the same command again, with --verbose to see more.\n' >&2
  fi
}

interrupted() {
  said_why=yes
  printf '\n%sInterrupted%s (%s) during: %s\n' "$yellow" "$plain" "$1" "$current_step" >&2
  printf 'What is done stays done: run the same command again and it goes on from here.\n' >&2
  exit 130
}

# One changing run at a time in this checkout; the lock of a dead process is taken over.
take_lock() {
  local holder=''
  [ "$dry_run" = no ] || return 0
  mkdir -p "$work/logs"
  if ! mkdir "$work/lock" 2>/dev/null; then
    holder="$(cat "$work/lock/pid" 2>/dev/null || true)"
    # A number is used again after a while, so the process must be a run of this script.
    if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null && { ! have ps || ps -p "$holder" -o args= | grep -q azdeploy; }; then
      die 2 "Another azdeploy.sh is at work here (process $holder)." "Wait for it, or stop it first."
    fi
    warn "Taking over the lock of a run that ended without cleaning up."
  fi
  lock="$work/lock"
  printf '%s\n' "$$" >"$lock/pid"
}

# log_of NAME: the file that keeps the latest output of one stage.
log_of() {
  if [ -d "$work/logs" ] && [ "$dry_run" = no ]; then printf '%s' "$work/logs/$1.log"; else printf '%s' "$scratch/$1.log"; fi
}

# azq ARGS...: an az question in the chosen subscription. Output loses Windows line ends; the user's default
# subscription is never changed.
azq() {
  local reply log="$scratch/azq.$$" again
  for again in 5 20 0; do
    if reply="$(az "$@" --subscription "$subscription" --only-show-errors 2>"$log")"; then
      reply="${reply//$'\r'/}"
      # az prints some warnings where its answer belongs.
      case "$reply" in WARNING:*) reply="$(printf '%s\n' "$reply" | grep -v '^WARNING:' || true)" ;; esac
      printf '%s\n' "$reply"
      return 0
    fi
    if [ "$again" -eq 0 ]; then break; fi
    passing "$log" || break
    sleep "$again"
  done
  cat "$log" >&2
  return 1
}

# pause SECONDS REASON: every wait says how long and why.
pause() {
  note "waiting $1 s: $2"
  sleep "$1"
}

tried='' try_number=0

# first_tries CLASS LIMIT: counts one more try of a remedy and says whether it is still allowed.
first_tries() {
  local word count=0
  tried="$tried $1"
  for word in $tried; do
    if [ "$word" = "$1" ]; then count=$((count + 1)); fi
  done
  try_number="$count"
  [ "$count" -le "$2" ]
}

# passing LOG: a failure that may be gone in a moment.
passing() { case "$(classify "$1")" in transient | offline) ;; *) return 1 ;; esac }

# patiently LOG COMMAND...: up to three tries, again only when the failure is of a passing kind.
patiently() {
  local log="$1" wait_s
  shift
  for wait_s in 10 30 0; do
    if "$@" >"$log" 2>&1; then return 0; fi
    if [ "$wait_s" -eq 0 ] || ! passing "$log"; then return 1; fi
    pause "$wait_s" "$(explain transient)"
  done
}

# change_patiently LOG COMMAND...: the same for a command that alters something.
change_patiently() {
  if [ "$dry_run" = yes ]; then
    shift
    note "would run: $*"
  else
    patiently "$@"
  fi
}
