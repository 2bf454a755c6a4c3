# Keeps one run apart from the next and from the user's own tools: working folder, lock, traps, retries.

# Everything of ours lives under .azure, which git and docker ignore already. azd lists folders there as environments;
# that is harmless, because every azd call below names its environment.
work="$root/.azure/.azdeploy"
# The latest output of each stage is a file in $logs: kept by a run that changes something, thrown away by one that looks.
scratch='' logs='' lock=''

# use_native_paths: in Git Bash, az, azd, curl and node are programs of Windows, to which /c and /tmp mean nothing.
use_native_paths() {
  local name
  have cygpath || return 0
  for name in "$@"; do printf -v "$name" %s "$(cygpath -m "${!name}")"; done
}

begin_run() {
  exec 4>&2
  # Git Bash must not rewrite /subscriptions/... arguments; az on Windows must not die of a non-ASCII build log.
  export MSYS_NO_PATHCONV=1 PYTHONIOENCODING=utf-8 PYTHONUTF8=1
  use_native_paths root work
  # The user's azd login, settings and other projects stay untouched: azd reads and writes only this folder.
  export AZD_CONFIG_DIR="$work/azd-config" AZURE_DEV_COLLECT_TELEMETRY=no AZD_SKIP_UPDATE_CHECK=true
  cd "$root"
  scratch="$(mktemp -d "${TMPDIR:-/tmp}/azdeploy.XXXXXX")"
  use_native_paths scratch
  logs="$scratch"
  trap 'end_run $? "$BASH_COMMAND"' EXIT
  trap 'interrupted INT' INT
  trap 'interrupted TERM' TERM
}

# Removes what this run made for itself, and makes sure that no failure ends in silence.
end_run() {
  local status="$1" last="$2"
  rm -rf "$scratch" ${lock:+"$lock"}
  if [ "$status" -ne 0 ] && [ -z "$failure" ]; then
    failure="${last%% *} failed during: $current_step"
    # The command is named without its arguments: they may be long, and they are nobody's business in a log.
    printf '\n%serror:%s %s failed with status %s during: %s\n' "$red" "$plain" "${last%% *}" "$status" "$current_step" >&2
    printf '       Every completed step is kept; run the same command again, with --verbose to see more.\n' >&2
  fi
  report "$status"
}

interrupted() {
  failure="Interrupted ($1) during: $current_step"
  # The person's terminal: what was interrupted may have its output in a log.
  printf '\n%s%s%s\n%s\n' "$yellow" "$failure" "$plain" 'What is done stays done: run the same command again and it goes on from here.' >&4
  exit 130
}

# kept LOG COMMAND...: shows the output as it comes, which is how one sees that a long step is alive, and keeps it. A subshell makes the
# pipeline: bash breaks off the trap of an interrupt that comes while it starts one (5.2), and then says nothing of it.
kept() (
  log="$logs/$1.log"
  shift
  "$@" 2>&1 | tee "$log"
)

# One changing run at a time in this checkout; the lock of a dead process is taken over.
take_lock() {
  local holder=''
  [ "$dry_run" = no ] || return 0
  [ -d "$work/logs" ] || mkdir -p "$work/logs"
  logs="$work/logs"
  if ! mkdir "$work/lock" 2>/dev/null; then
    read -r holder 2>/dev/null <"$work/lock/pid" || true
    if [ -z "$holder" ]; then
      # It may have been made this moment, by a run that has not yet written its number.
      sleep 1
      read -r holder 2>/dev/null <"$work/lock/pid" || true
    fi
    if [ -n "$holder" ] && is_run "$holder"; then
      die 2 "Another azdeploy.sh is at work here (process $holder)." "Wait for it, or stop it first."
    fi
    warn "Taking over the lock of a run that ended without cleaning up."
  fi
  lock="$work/lock"
  printf '%s\n' "$$" >"$lock/pid"
}

# is_run PROCESS: it lives, and is a run of this script as far as ps tells: a number is used again after a while. In Git Bash, and where
# busybox is, ps knows no -o; then a living process is taken for a run.
is_run() {
  local args
  kill -0 "$1" 2>/dev/null || return 1
  args="$(ps -p "$1" -o args= 2>/dev/null)" || return 0
  case "$args" in *azdeploy*) ;; *) return 1 ;; esac
}

# azq ARGS...: a question to az; leaves the answer, without Windows line ends, in $reply.
azq() {
  if ! retry azq take_answer "$@"; then
    reply=''
    return 1
  fi
  reply="${reply//$'\r'/}"
  # az prints some warnings where its answer belongs.
  while [[ $reply == WARNING:* ]]; do take_lines REPLY; done
}
take_answer() { reply="$(azs "$@")"; }

# must_know ARGS...: a question without whose answer nothing may be changed. A login that has expired shows here first, because
# az account show answers from what az remembers.
must_know() {
  if azq "$@"; then return 0; fi
  classify azq
  if [ "$class" = login ] && interactive; then
    note "$cause"
    if log_in && azq "$@"; then return 0; fi
  fi
  unreadable
}

# unreadable WHAT: ends the run, with the cause where it is a known one.
unreadable() {
  classify azq
  if [ "$class" = unknown ]; then cause=''; fi
  die_of azq "${1:-Azure does not say what runs in $rg.}${cause:+ $cause}" "${hint:-Nothing was changed. Try again in a minute.}"
}

# azs ARGS...: az in the chosen subscription; the user's default one is never changed.
azs() { az "$@" ${subscription:+--subscription "$subscription"} --only-show-errors; }

# by_node_or_python NAME: a small program of this folder, which is there for both; fails where there is neither.
by_node_or_python() {
  if have node; then node "infra/scripts/$1.mjs"; elif have python3; then python3 "infra/scripts/$1.py"; else return 1; fi
}

# take_lines NAME...: moves one line of $reply into each variable, nothing where there are no more.
take_lines() {
  local name
  for name in "$@"; do
    printf -v "$name" %s "${reply%%$'\n'*}"
    case "$reply" in *$'\n'*) reply="${reply#*$'\n'}" ;; *) reply='' ;; esac
  done
}

# listed WORD TEXT: whether the word stands in a list of words or lines. Azure writes names now with capitals, now without.
listed() {
  local verdict=0
  shopt -s nocasematch
  [[ " ${2//[$'\n\t']/ } " == *" $1 "* ]] || verdict=1
  shopt -u nocasematch
  return "$verdict"
}

# pause SECONDS REASON: every wait says how long and why.
pause() {
  note "waiting $1 s: $2"
  sleep "$1"
}

tried='' try_number=0

# first_tries CLASS LIMIT: counts one more try of a remedy and says whether it is still allowed.
first_tries() {
  local word
  try_number=0
  tried="$tried $1"
  for word in $tried; do
    if [ "$word" = "$1" ]; then try_number=$((try_number + 1)); fi
  done
  [ "$try_number" -le "$2" ]
}

# change ARGS...: an az command that alters something.
change() { would "run: az $*" || azs "$@"; }

# patiently LOG ARGS...: the same, tried again.
patiently() { would "run: az ${*:2}" || retry "$1" azs "${@:2}"; }

# retry LOG COMMAND...: up to three tries, again only when the failure is of a passing kind.
retry() {
  local log="$1" wait_s
  shift
  for wait_s in 10 30 0; do
    if "$@" >"$logs/$log.log" 2>&1; then return 0; fi
    if [ "$wait_s" -eq 0 ] || ! passing "$log"; then return 1; fi
    pause "$wait_s" "$cause"
  done
}
