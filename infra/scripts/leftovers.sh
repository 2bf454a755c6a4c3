# Clears what earlier deployments left in the way: soft-deleted Foundry accounts and roles of identities that are gone.
# shellcheck shell=bash

# find_deleted GROUP: leaves in $deleted "name/region" of each soft-deleted Foundry account of a resource group. Ids look like
# /subscriptions/S/providers/Microsoft.CognitiveServices/locations/L/resourceGroups/G/deletedAccounts/N
find_deleted() {
  local id words
  deleted=''
  azq cognitiveservices account list-deleted --query '[].id' --output tsv || true
  for id in $reply; do
    IFS=/ read -r -a words <<<"$id"
    if [ ${#words[@]} -eq 11 ] && listed "$1" "${words[8]}"; then deleted="$deleted${deleted:+ }${words[10]}/${words[6]}"; fi
  done
}

# purge_accounts GROUP: removes them for good.
purge_accounts() {
  local account deleted
  find_deleted "$1"
  for account in $deleted; do
    note "purging the deleted Foundry account ${account%/*} in ${account#*/}"
    change az cognitiveservices account purge --name "${account%/*}" --resource-group "$1" --location "${account#*/}" --subscription "$subscription" --only-show-errors
  done
}

# First brings the deleted account back, which loses nothing; only when that fails offers to remove it for good.
revive_account() {
  local deleted name
  find_deleted "$group"
  if [ -z "$deleted" ]; then
    # Nothing of ours: the name belongs to somebody else.
    fresh_names
    return 0
  fi
  name="${deleted%%/*}"
  if [ "${kept_RESTORE_FOUNDRY:-}" != true ] && first_tries restore 1; then
    note "bringing back $name"
    env_put RESTORE_FOUNDRY true
    env_flush
    return 0
  fi
  if ! first_tries purge 1 || ! confirm "Remove the deleted Foundry account $name for good?"; then
    give_up soft-deleted "Remove it yourself: az cognitiveservices account purge --name $name --resource-group $group --location <its region>"
  fi
  purge_accounts "$group"
  env_put RESTORE_FOUNDRY false
  env_flush
}

# A role whose principal no longer exists has no name any more; the next round gives the role to the new identity.
remove_stale_roles() {
  local ids='' id
  first_tries role-stale 1 || give_up role-stale
  azq role assignment list --all --query "[?principalName=='' || principalName==null].id" --output tsv || true
  shopt -s nocasematch
  for id in $reply; do case "$id" in *"/resourceGroups/$group/"*) ids="$ids $id" ;; esac done
  shopt -u nocasematch
  if [ -z "$ids" ] || ! confirm "Remove the roles of deleted identities in $group?"; then
    give_up role-stale "See: az role assignment list --all --query \"[?principalName=='']\" and remove those of $group."
  fi
  for id in $ids; do change az role assignment delete --ids "$id" --subscription "$subscription" --only-show-errors; done
}
