# The words of the script: its help, its menu, and what its flags may hold.
# shellcheck shell=bash

usage() {
  cat "$root/infra/usage.txt"
}

# misused WHAT: a wrong command line.
misused() { die 2 "$1" 'See ./azdeploy.sh --help'; }

# hold NAME VALUE PATTERN: a value that could hurt further on is refused here.
hold() {
  case "$2" in *$'\n'*) misused "$1 must be one line." ;; esac
  local whole="^($3)\$"
  if [ -n "$2" ] && ! [[ $2 =~ $whole ]]; then misused "$1 cannot be \"$2\"."; fi
}

check_values() {
  hold 'The resource group' "$rg" '[A-Za-z0-9._()-]{1,90}'
  hold 'The region' "$location" '[a-z0-9]+'
  hold 'The Voice Live region' "$ai_location" '[a-z0-9]+'
  hold 'The subscription' "$subscription_choice" '[A-Za-z0-9 ._()-]+'
  hold 'The environment name' "$env_choice" '[A-Za-z0-9-]{1,62}'
  hold 'The plan' "$sku" '[A-Za-z0-9]+'
  hold 'The model' "$model" '[A-Za-z0-9._-]+'
  hold 'The voice' "$voice" '[A-Za-z0-9:._-]+'
  hold 'The profile' "$profile" 'byom-azure-openai-(realtime|chat-completion)'
  hold 'The image' "$image_choice" '[A-Za-z0-9:./@_-]+'
  [ "${#instructions}" -le 8000 ] || misused 'The instructions are longer than 8000 signs.'
}

# check_pair NAME=VALUE: the secrets have their own way in, and are never arguments.
check_pair() {
  [[ $1 =~ ^[A-Z][A-Z0-9_]*= ]] || misused '--set needs NAME=VALUE, with a NAME in capitals.'
  # An input of the template is pasted into JSON by azd, so it is plain; a setting of the app may be any text.
  if [ "${1%%=*}" != VOICE_LIVE_INSTRUCTIONS ] && is_input "${1%%=*}"; then
    case "$1" in *[\'\"\\]* | *$'\n'*) misused "${1%%=*} takes one line without quotes and backslashes." ;; esac
  fi
  case "$1" in ACCESS_CODE* | TICKET_SECRET=*) misused "${1%%=*} is made by the script; it cannot be set." ;; esac
}

menu() {
  printf '\n%sVoice Live web agent on Azure%s   %s, %s\n\n' "$bold" "$plain" "$rg" "$location"
  sed -n '/^  [0-9]  /s/^  \([0-9]\)  [a-z]* */  \1) /p' "$root/infra/usage.txt"
  printf '  0) Quit\n\n'
  ask 'Choose' ''
  command="$answer"
}
