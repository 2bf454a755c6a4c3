# The words of the script: its help, its menu, and what its flags may hold.
# shellcheck shell=bash

usage() {
  cat <<'TEXT'
Usage: ./azdeploy.sh [COMMAND] [OPTIONS]        without a command: a menu, in a terminal

  1  full       Everything: Azure resources, image, app. Run it again at any time; it changes only what differs.
  2  image      Only a new image: build, start, check, and go back by itself when it does not live
  3  status     What runs, where, and whether it answers
  4  logs       Follow the log of the container
  5  model      Change model, voice, instructions or profile, without a new image
  6  rollback   Go back to the image before this one (or --image)
  7  code       Make a new access code
  8  doctor     Check tools, login, quota and the page; changes nothing
  9  down       Remove everything (azd down --purge), asked first
     smoke      Talk through the deployed page (ACCESS_CODE=... in the environment)

  --rg NAME               resource group               --location REGION       region of the app
  --ai-location REGION    region of Voice Live         --subscription ID       subscription
  --env NAME              azd environment              --sku SIZE              plan: B1 (default), S1, P0v3, ...
  --model NAME            Voice Live model             --voice NAME            voice
  --instructions TEXT     what the agent is told       --instructions-file F   the same from a file
  --profile NAME          byom-azure-openai-realtime or byom-azure-openai-chat-completion
  --set NAME=VALUE        any other input of infra/main.parameters.json, such as EXISTING_FOUNDRY_NAME=...
  --image REF             image for rollback           --rebuild               build a commit again
  --local-build           build with Docker or Podman  --no-fallback           stay in the chosen regions
  --no-smoke              skip the smoke test          --dry-run               say what would be done
  -y, --yes               agree to every question      --verbose               show build output as it comes
  --no-color              plain text                   -h, --help              this text

Exit status: 0 done, 1 failed, 2 refused or misused, 3 deployed but mute in the smoke test, 130 interrupted.
TEXT
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
  case "$1" in *$'\n'*) misused '--set takes one line.' ;; esac
  case "$1" in *[\'\"\\]*) misused '--set takes no quotes and no backslash.' ;; esac
  [[ $1 =~ ^[A-Z][A-Z0-9_]*= ]] || misused '--set needs NAME=VALUE, with a NAME in capitals.'
  case "$1" in ACCESS_CODE* | TICKET_SECRET=*) misused "${1%%=*} is made by the script; it cannot be set." ;; esac
}

menu() {
  printf '\n%sVoice Live web agent on Azure%s   %s, %s\n\n' "$bold" "$plain" "$rg" "$location"
  cat <<'TEXT'
  1) Full deployment: Azure resources, image and app
  2) Image only: build it and start it
  3) Status
  4) Logs
  5) Change model, voice, instructions or profile
  6) Roll back to the image before
  7) New access code
  8) Doctor: check everything, change nothing
  9) Tear down: remove everything
  0) Quit

TEXT
  ask 'Choose' ''
  command="$answer"
}
