# Takes everything away again, asked first: resources, soft-deleted names, and the records of this deployment.
# shellcheck shell=bash

tear_down() {
  local name endpoint
  look_around
  name="$rg"
  endpoint="${kept_AZURE_VOICE_LIVE_ENDPOINT:-}"
  step "Tearing down $name"
  agree_to_lose "$name"
  take_lock
  if [ "$env_exists" = yes ] && [ -n "${kept_EXISTING_FOUNDRY_NAME:-}" ]; then
    # azd down removes every group in which the deployment has a resource, and a role on that account is one.
    note "the Foundry account $kept_EXISTING_FOUNDRY_NAME was here before: it stays, and so do the two roles on it"
    remove_group "$name"
  elif [ "$env_exists" = yes ]; then
    run_down || {
      tail_of down 40
      die 1 'azd could not remove everything; see above.' 'Run this again; what is gone stays gone.'
    }
  else
    note 'no azd records here'
    remove_group "$name"
  fi
  forget_deployment
  printf '\nEverything of %s is removed.\n' "$name"
}

run_down() {
  if [ "$dry_run" = yes ]; then
    note "would run: azd down --force --purge -e $env_name"
    return 0
  fi
  # --force, because azd asks otherwise even with --no-prompt; the question was asked above.
  azde down --force --purge 2>&1 | tee "$logs/down.log"
}

agree_to_lose() {
  if [ "$assume_yes" = yes ] || [ "$dry_run" = yes ]; then return 0; fi
  interactive || die 2 "Tearing down removes the resource group $1 with all it holds, and must be agreed to." 'Pass --yes, or run it in a terminal.'
  ask "This removes the resource group $1 with all it holds. Type its name to agree" ''
  [ "$answer" = "$1" ] || die 2 'The name was not typed; nothing was removed.'
}

# The group goes by its name, and then the Foundry accounts of it that Azure keeps for 48 hours.
remove_group() {
  azq group exists --name "$1" || unreadable
  if [ "$reply" = true ]; then
    note "removing the group $1"
    change az group delete --name "$1" --yes --subscription "$subscription" --only-show-errors ||
      die 1 "The resource group $1 could not be removed."
  else
    note "there is no resource group $1"
  fi
  purge_accounts "$1"
}

forget_deployment() {
  local mark='# Written by azdeploy.sh'
  if [ "$dry_run" = yes ]; then return 0; fi
  # The older one is the first generation of an earlier version, which lay in the group that is gone.
  rm -rf "$root/.azure/${env_name:?}" ${older_env:+"$root/.azure/$older_env"}
  if [ -f "$root/.env" ] && grep -q "^AZURE_VOICE_LIVE_ENDPOINT=$endpoint\$" "$root/.env"; then
    case "$(head -n 1 "$root/.env")" in "$mark"*) rm -f "$root/.env" ;; esac
  fi
}
