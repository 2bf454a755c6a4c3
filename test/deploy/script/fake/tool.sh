#!/bin/bash
# Plays az, azd, docker, podman, curl, git, npm and node for the tests, under the name it is called by. First the
# scenario's rules (regular expression -> output, exit status, for so many calls), then a small world that remembers what
# was done to it, and for everything else failure: a call that nobody foresaw must not pass.

tool="${0##*/}"
{
  printf '%s\037' "$tool" "$@"
  printf '\036'
} >>"$FAKE/calls"
line="$tool $*"
output=''

say() { output="$output$1"$'\n'; }

# Ends the call; az and azd print Windows line ends when the scenario asks for them.
reply() {
  if [ -e "$FAKE/windows" ] && [[ $tool = az || $tool = azd ]]; then output="${output//$'\n'/$'\r\n'}"; fi
  printf '%s' "$output"
  exit "${1:-0}"
}

fail() {
  printf '%s\n' "$2" >&2
  reply "$1"
}

remember() { printf '%s' "$2" >"$FAKE/state/$1"; }

recall() {
  recalled=''
  if [ -e "$FAKE/state/$1" ]; then read -r -d '' recalled <"$FAKE/state/$1" || true; fi
}

unforeseen() {
  printf '%s\n' "$line" >>"$FAKE/unforeseen"
  fail 64 "fake $tool: nobody foresaw: $line"
}

# flag NAME ARGS...: the value after a flag.
flag() {
  local name="$1"
  shift
  value=''
  while [ $# -gt 0 ]; do
    if [ "$1" = "$name" ]; then value="${2:-}"; fi
    shift
  done
}

# The words before the first flag, or as many of them as name a command, and then every flag must be known.
check_flags() {
  local words="$tool" word flags=''
  for word in "$@"; do
    case "$word" in -*) break ;; esac
    if known_flags "$words"; then break; fi
    words="$words $word"
  done
  known_flags "$words" || unforeseen
  for word in "$@"; do
    case "$word" in
      -e | --*) case "$flags" in *" ${word%%=*} "*) ;; *) unforeseen ;; esac ;;
    esac
  done
}

# rule N REGEX TIMES EXIT OUT ERR ACT: answers this call when it matches and has calls left.
rule() {
  local used=0
  [[ $line =~ $2 ]] || return 0
  if [ -e "$FAKE/state/rule.$1" ]; then read -r used <"$FAKE/state/rule.$1"; fi
  [ "$used" -lt "$3" ] || return 0
  printf '%s\n' "$((used + 1))" >"$FAKE/state/rule.$1"
  output="$5"
  if [ -n "$7" ]; then eval "$7"; fi
  if [ -n "$6" ]; then printf '%s' "$6" >&2; fi
  reply "$4"
}

# know_paths ARGS...: under MSYS_NO_PATHCONV a program of Windows gets /tmp/x as it was typed, and finds no such file.
know_paths() {
  local word drive
  read -r drive <"$FAKE/windows" || true
  for word in "${AZD_CONFIG_DIR:-}" "$@"; do
    case "${word#@}" in "$drive"/* | /subscriptions/*) ;; /*) fail 1 "$tool: no such file: $word" ;; esac
  done
}
if [ -e "$FAKE/windows" ]; then know_paths "$@"; fi

here="$FAKE/tools"
# shellcheck source-path=SCRIPTDIR
case "$tool" in
  az)
    . "$here/flags.sh"
    . "$here/az.sh"
    case "$line" in 'az webapp config appsettings '*) . "$here/settings.sh" ;; esac
    check_flags "$@"
    ;;
  azd)
    . "$here/flags.sh"
    . "$here/azd.sh"
    check_flags "$@"
    guard_isolation
    flag -e "$@"
    load "$value"
    case "$line" in 'azd provision '*)
      . "$here/settings.sh"
      note_round
      ;;
    esac
    ;;
  *) . "$here/others.sh" ;;
esac
# shellcheck source=/dev/null
. "$FAKE/scenario"
case "$tool" in
  az) play_az "$@" ;;
  azd) play_azd "$@" ;;
  *) play_other "$@" ;;
esac
unforeseen
