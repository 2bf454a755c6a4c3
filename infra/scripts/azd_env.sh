# The azd environment: the one place where the choices of a deployment are remembered between runs.
# shellcheck shell=bash

env_name='' env_exists=no env_values='' env_pending='' found=''

# azde ARGS...: azd, never prompting, in our environment.
azde() { azd "$@" --no-prompt -e "$env_name"; }

isolate_azd() {
  local delegated
  delegated="$(azd config get auth.useAzCliAuth 2>/dev/null | tr -d '\r" ' || true)"
  # azd borrows the login of az, so there is one login and no second device code.
  if [ "$delegated" != true ] && [ "$dry_run" = no ]; then
    mkdir -p "$AZD_CONFIG_DIR"
    azd config set auth.useAzCliAuth true >/dev/null
  fi
}

# Reads the environment named after the resource group, when it exists. The folder is azd's documented layout. The one
# with -2 is the second generation of names (see fresh_names in provision.sh).
open_env() {
  env_name="${env_choice:-$(lower "$rg" | tr -c 'a-z0-9\n' '-')}"
  if [ -d "$root/.azure/$env_name-2" ]; then env_name="$env_name-2"; fi
  if [ -d "$root/.azure/$env_name" ] && env_values="$(azde env get-values 2>/dev/null | tr -d '\r')"; then
    env_exists=yes
  else
    env_exists=no env_values=''
  fi
}

create_env() {
  [ "$env_exists" = no ] || return 0
  env_values="AZURE_ENV_NAME=\"$env_name\""
  if [ "$dry_run" = yes ]; then return 0; fi
  azd env new "$env_name" --subscription "$subscription" --location "$location" --no-prompt >"$(log_of env)" 2>&1 || {
    tail_of "$(log_of env)" 20
    die 1 "azd could not create the environment $env_name."
  }
  env_exists=yes
}

reload_env() {
  env_values="$(azde env get-values | tr -d '\r')"
}

# env_find KEY: leaves the value, or nothing, in $found. azd writes KEY="value" with backslash escapes; nothing is ever
# evaluated. Of two lines with the same key the later one counts.
env_find() {
  local newline=$'\n' rest mark
  mark="$newline$1=\""
  rest="$newline$env_values"
  found=''
  case "$rest" in
    *"$mark"*)
      rest="${rest##*"$mark"}"
      found="${rest%%"$newline"*}"
      found="${found%\"}"
      ;;
  esac
  case "$found" in *\\*) found="$(printf '%s\n' "$found" | sed 's/\\\(.\)/\1/g')" ;; esac
}

env_get() {
  env_find "$1"
  printf '%s' "$found"
}

# env_put KEY VALUE: remembers a value until env_flush; an unchanged value is no change.
env_put() {
  case "$2" in *[\'\"\\]* | *$'\n'*) die 1 "$1 has a character that the azd environment cannot hold." ;; esac
  env_find "$1"
  [ "$found" != "$2" ] || return 0
  env_pending="$env_pending$1='$2'"$'\n'
  env_values="$env_values"$'\n'"$1=\"$2\""
}

# put_default KEY VALUE: an input that has no value yet.
put_default() {
  env_find "$1"
  if [ -z "$found" ]; then env_put "$1" "$2"; fi
}

# Writes what is pending in one call. Values travel in a file that only we can read, never as arguments: process lists
# and shell histories show arguments, and some of these values are secrets.
env_flush() {
  local file="$scratch/values.env"
  [ -n "$env_pending" ] || return 0
  if [ "$dry_run" = yes ]; then
    note "would set in the azd environment $env_name: $(printf '%s' "$env_pending" | sed 's/=.*//' | tr '\n' ' ')"
    env_pending=''
    return 0
  fi
  printf '%s' "$env_pending" >"$file"
  azde env set --file "$file" >"$(log_of env)" 2>&1 || {
    rm -f "$file"
    tail_of "$(log_of env)" 20
    die 1 "azd could not save its environment $env_name."
  }
  rm -f "$file"
  env_pending=''
  # azd creates the file with the usual mode; it holds the ticket secret, so it is for its owner only.
  chmod 600 "$root/.azure/$env_name/.env" 2>/dev/null || true
}
