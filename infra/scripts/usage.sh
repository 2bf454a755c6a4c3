# The command line: the help and the menu are infra/usage.txt, the flags are infra/flags.tsv. A row of that is the flag, the
# variable it sets, what its value may be (or "switch"), and what the value is called (or what the switch sets).

# usage STATUS: ends the run with the help.
usage() { printf '%s' "$usage_text" && exit "$1"; }
IFS= read -r -d '' usage_text <"$root/infra/usage.txt" || true
IFS= read -r -d '' flag_rows <"$root/infra/flags.tsv" || true

command='' subscription_choice='' env_choice='' ai_location='' sku='' model='' voice='' profile=''
instructions='' image_choice='' rg_chosen=no named=''
set_names=() set_values=() set_count=0
assume_yes=no json=no dry_run=no verbose='' colour=yes rebuild=no local_build=no bundle=no fallback=yes smoke=yes

# $named holds the flags by which another command acts on the same deployment: whatever a run advises to type has them.

# misused WHAT: a wrong command line.
misused() { die 2 "$1" 'See ./azdeploy.sh --help'; }

read_command_line() {
  while [ $# -gt 0 ]; do
    case "$1" in
      -h | --help) usage 0 ;;
      --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
      -*)
        take_flag "$@"
        shift "$taken"
        ;;
      *)
        [ -z "$command" ] || misused "One command at a time: $command or $1?"
        command="$1"
        shift
        ;;
    esac
  done
  check_values
  failure_rows="${failure_rows//.\/azdeploy.sh full/./azdeploy.sh full$named}"
}

# take_flag FLAG VALUE...: leaves in $taken how many words it used.
take_flag() {
  local flag variable pattern what
  # From a descriptor of its own, for the instructions may come from standard input.
  while IFS=$'\t' read -r -u 5 flag variable pattern what; do
    if [ "$flag" != "$1" ]; then continue; fi
    taken=1
    if [ "$pattern" = switch ]; then
      printf -v "$variable" %s "$what"
      # Progress goes to standard error then, and the object to what was standard output.
      if [ "$1" = --json ]; then exec 3>&1 1>&2; fi
      return 0
    fi
    # Only a text may be empty.
    case "$pattern:${2:-}" in any:*) [ $# -ge 2 ] ;; *:) false ;; esac || misused "$1 needs a value."
    taken=2
    case "$1" in
      --set) take_pair "$2" ;;
      --instructions-file) instructions="$(cat "$2")" || misused "The file $2 cannot be read." ;;
      *) printf -v "$variable" %s "$2" ;;
    esac
    if [ "$1" = --rg ]; then rg_chosen=yes; fi
    case "$1" in --rg | --env | --location) printf -v what %q "$2" && named="$named $1 $what" ;; esac
    return 0
  done 5<<<"$flag_rows"
  misused "There is no option $1."
}

# check_values: a value that could hurt further on is refused here; so is one at the top of the script.
check_values() {
  local flag variable pattern what
  while IFS=$'\t' read -r flag variable pattern what; do
    case "$pattern" in switch | any | '') continue ;; esac
    case "${!variable}" in *$'\n'*) misused "$what must be one line." ;; esac
    pattern="^($pattern)\$"
    if [ -n "${!variable}" ] && ! [[ ${!variable} =~ $pattern ]]; then misused "$what cannot be \"${!variable}\"."; fi
  done <<<"$flag_rows"
  [ "${#instructions}" -le 8000 ] || misused 'The instructions are longer than 8000 signs.'
  # Azure takes p0v3 for P0v3; what compares it here, and the template, do not.
  if [ -n "$sku" ]; then sku="$(tr '[:lower:]' '[:upper:]' <<<"$sku")" && sku="${sku//V/v}" && sku="${sku//M/m}"; fi
  # What the agent is are settings of the app like others.
  if [ -n "$model" ]; then add_pair VOICE_LIVE_MODEL "$model"; fi
  if [ -n "$voice" ]; then add_pair VOICE_LIVE_VOICE "$voice"; fi
  if [ -n "$profile" ]; then add_pair VOICE_LIVE_PROFILE "$profile"; fi
  if [ -n "$instructions" ]; then add_pair VOICE_LIVE_INSTRUCTIONS "$instructions"; fi
}

add_pair() {
  set_names[set_count]="$1" set_values[set_count]="$2"
  set_count=$((set_count + 1))
}

# take_pair NAME=VALUE: the secrets have their own way in, and are never arguments.
take_pair() {
  local name="${1%%=*}"
  [[ $1 =~ ^[A-Z][A-Z0-9_]*= ]] || misused '--set needs NAME=VALUE, with a NAME in capitals.'
  # An input of the template is pasted into JSON by azd, so it is plain; a setting of the app may be any text.
  if [ "$name" != VOICE_LIVE_INSTRUCTIONS ] && is_input "$name"; then
    case "$1" in *[\'\"\\]* | *$'\n'*) misused "$name takes one line without quotes and backslashes." ;; esac
  fi
  case "$name" in ACCESS_CODE* | TICKET_SECRET) misused "$name is made by the script; it cannot be set." ;; esac
  case "$made_settings" in *" $name "*) misused "$name is made by the deployment; it cannot be set." ;; esac
  # By these the run finds what it acts on, so they are as good as their flags.
  case "$1" in
    AZURE_RESOURCE_GROUP=*) take_flag --rg "${1#*=}" ;;
    AZURE_ENV_NAME=*) take_flag --env "${1#*=}" ;;
    AZURE_SUBSCRIPTION_ID=*) take_flag --subscription "${1#*=}" ;;
    AZURE_LOCATION=*) take_flag --location "${1#*=}" ;;
    AZURE_AI_LOCATION=?*) take_flag --ai-location "${1#*=}" ;;
    APP_SERVICE_SKU=?*) take_flag --sku "${1#*=}" ;;
    *) add_pair "$name" "${1#*=}" ;;
  esac
}

menu() {
  local line
  printf '\n%sVoice Live web agent on Azure%s   %s, %s\n\n' "$bold" "$plain" "$rg" "$location"
  while IFS= read -r line; do
    if [[ $line =~ ^\ \ ([0-9])\ \ [a-z]*\ *(.*) ]]; then printf '  %s) %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"; fi
  done <<<"$usage_text"
  printf '  0) Quit\n\n'
  ask 'Choose' ''
  command="$answer"
}
