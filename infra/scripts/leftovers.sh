# Clears what earlier deployments left in the way: soft-deleted Foundry accounts and roles of identities that are gone.
# shellcheck shell=bash

# Prints "name region group" of each soft-deleted Foundry account of a resource group. Ids look like
# /subscriptions/S/providers/Microsoft.CognitiveServices/locations/L/resourceGroups/G/deletedAccounts/N
deleted_accounts() {
  local id
  azq cognitiveservices account list-deleted --query '[].id' --output tsv | while IFS= read -r id; do
    case "$(lower "$id")" in
      *"/resourcegroups/$(lower "$1")/deletedaccounts/"*)
        printf '%s %s %s\n' "${id##*/}" "$(printf '%s' "$id" | sed 's|.*/locations/\([^/]*\)/.*|\1|')" "$1"
        ;;
    esac
  done
}

# purge_accounts GROUP: removes them for good.
purge_accounts() {
  local name region group
  deleted_accounts "$1" | while read -r name region group; do
    note "purging the deleted Foundry account $name in $region"
    change az cognitiveservices account purge --name "$name" --resource-group "$group" --location "$region" --subscription "$subscription" --only-show-errors </dev/null
  done
}

# First brings the deleted account back, which loses nothing; only when that fails offers to remove it for good.
revive_account() {
  local deleted
  deleted="$(deleted_accounts "$group")"
  [ -n "$deleted" ] || {
    # Nothing of ours: the name belongs to somebody else.
    fresh_names
    return 0
  }
  if [ "$(env_get RESTORE_FOUNDRY)" != true ] && first_tries restore 1; then
    note "bringing back ${deleted%% *}"
    env_put RESTORE_FOUNDRY true
    env_flush
    return 0
  fi
  if ! first_tries purge 1 || ! confirm "Remove the deleted Foundry account ${deleted%% *} for good?"; then
    give_up soft-deleted "Remove it yourself: az cognitiveservices account purge --name ${deleted%% *} --resource-group $group --location <its region>"
  fi
  purge_accounts "$group"
  env_put RESTORE_FOUNDRY false
  env_flush
}

# A role whose principal no longer exists has no name any more; the next round gives the role to the new identity.
remove_stale_roles() {
  local ids id
  first_tries role-stale 1 || give_up role-stale
  ids="$(azq role assignment list --all --query "[?principalName=='' || principalName==null].id" --output tsv | grep -i "/resourceGroups/$group/" || true)"
  if [ -z "$ids" ] || ! confirm "Remove the roles of deleted identities in $group?"; then
    give_up role-stale "See: az role assignment list --all --query \"[?principalName=='']\" and remove those of $group."
  fi
  for id in $ids; do
    change az role assignment delete --ids "$id" --subscription "$subscription" --only-show-errors
  done
}
