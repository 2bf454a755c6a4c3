# Speaks with the person at the terminal: progress, questions, and how a run ends.

bold='' dim='' red='' yellow='' green='' plain=''
current_step='starting' failure='' fact_pairs=''

# Colours only where a person looks: a terminal, NO_COLOR unset, no --no-color.
choose_colours() {
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "$colour" = yes ]; then
    bold=$'\033[1m' dim=$'\033[2m' red=$'\033[31m' yellow=$'\033[33m' green=$'\033[32m' plain=$'\033[0m'
  fi
}

step() {
  current_step="$*"
  printf '\n%s==> %s%s\n' "$bold" "$*" "$plain"
}

ok() { printf '    %sok%s  %s\n' "$green" "$plain" "$*"; }
note() { printf '    %s%s%s\n' "$dim" "$*" "$plain"; }
warn() { printf '    %swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }

# die CODE WHAT-HAPPENED WHAT-TO-DO...: ends the run. Codes: 1 failed, 2 refused or misused, 3 deployed but mute.
# Never call it inside $( ), where it would end only the subshell.
die() {
  local code="$1"
  failure="$2"
  printf '\n%serror:%s %s\n' "$red" "$plain" "$2" >&2
  shift 2
  if [ $# -gt 0 ]; then printf '       %s\n' "$@" >&2; fi
  # Before a run has begun, nothing reports at its end.
  [ -n "$scratch" ] || report "$code"
  exit "$code"
}

# json_string TEXT: leaves in $quoted a JSON string with its quotes. JSON forbids only control signs in the raw, and has a short name for the usual ones.
json_string() {
  local text="${1//\\/\\\\}" newline=$'\n' tab=$'\t' return=$'\r' n='\n' t='\t' r='\r' quote='\"'
  text="${text//\"/$quote}"
  text="${text//$newline/$n}"
  text="${text//$tab/$t}"
  quoted="\"${text//$return/$r}\""
}

# report STATUS: the object of --json: what was asked for, how it ended, and the facts that were shown.
report() {
  if [ "$json" = no ]; then return 0; fi
  json_string "$command"
  printf '{ "command": %s' "$quoted" >&3
  json_string "$failure"
  printf ', "status": %s%s%s }\n' "$1" "${failure:+, \"error\": $quoted}" "$fact_pairs" >&3
}

interactive() { [ "$assume_yes$json" = nono ] && [ -t 0 ] && [ -t 1 ]; }

# confirm QUESTION: --yes answers yes; without a terminal the answer is no.
confirm() {
  local reply=''
  if [ "$assume_yes" = yes ]; then
    note "$1 yes (--yes)"
    return 0
  fi
  interactive || return 1
  printf '    %s [y/N] ' "$1"
  read -r reply || true
  case "$reply" in [yY]*) return 0 ;; *) return 1 ;; esac
}

# ask PROMPT DEFAULT: leaves the reply in $answer, the default when it is empty.
ask() {
  answer=''
  printf '    %s%s: ' "$1" "${2:+ [$2]}"
  read -r answer || true
  answer="${answer:-$2}"
}

# fact KEY LABEL VALUE REMARK: one line of a list, and a pair of the object of --json.
fact() {
  json_string "$3"
  fact_pairs="$fact_pairs, \"$1\": $quoted"
  printf '  %-14s %s%s\n' "$2:" "$3" "${4:+   ($4)}"
}

# indent SIGN: standard input, each line after the sign.
indent() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do printf '    %s%s\n' "$1" "${line//$'\r'/}"; done
}

# tail_of LOG LINES: the end of a log of this run, indented, so that no failure is silent.
tail_of() {
  [ -s "$logs/$1.log" ] || return 0
  {
    printf '\n    ---- last lines of %s ----\n' "$logs/$1.log"
    tail -n "$2" "$logs/$1.log" | indent '| '
  } >&2
}

# die_of LOG WHAT-HAPPENED WHAT-TO-DO...: the same after the end of its log.
die_of() {
  tail_of "$1" 40
  shift
  die 1 "$@"
}

# would WHAT: holds under --dry-run, and says what would be done without it.
would() { [ "$dry_run" = yes ] && note "would $*"; }
