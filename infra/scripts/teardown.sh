# Takes everything away again, asked first: resources, soft-deleted names, records; and what earlier deployments left in the way.

tear_down() {
  local endpoint first
  look_around
  endpoint="${kept_AZURE_VOICE_LIVE_ENDPOINT:-}"
  step "Tearing down $rg"
  keep_guests
  agree_to_lose
  take_lock
  if [ "$env_exists" = no ]; then note 'no azd records here'; fi
  if [ "$env_exists" = yes ] && azd_takes_ours_alone; then
    # --force, because azd asks otherwise even with --no-prompt; the question was asked above.
    if would "run: azd down --force --purge -e $env_name"; then return 0; fi
    kept down azde down --force --purge ||
      die_of down 'azd could not remove everything; see above.' 'Run this again; what is gone stays gone.'
  fi
  # Also after azd, which is content when the newest deployment that it finds made nothing.
  remove_group
  if [ "$dry_run" = yes ]; then return 0; fi
  rm -rf "$root/.azure/${env_name:?}"
  if grep -sq "^AZURE_VOICE_LIVE_ENDPOINT=$endpoint\$" "$root/.env" && IFS= read -r first <"$root/.env"; then
    case "$first" in '# Written by azdeploy.sh'*) rm -f "$root/.env" ;; esac
  fi
  printf '\nEverything of %s is removed.\n' "$rg"
}

# keep_guests: ends the run where the group holds a Foundry account that no deployment of this environment made. The records may be
# lost, or those of another machine, so Azure is asked as well: every account of ours carries the name of its environment.
keep_guests() {
  local guest=''
  if listed "${kept_EXISTING_FOUNDRY_RESOURCE_GROUP:-$rg}" "$rg"; then guest="${kept_EXISTING_FOUNDRY_NAME:-}"; fi
  if [ -z "$guest" ]; then
    must_know group exists --name "$rg"
    [ "$reply" = true ] || return 0
    must_know cognitiveservices account list --resource-group "$rg" --query "[?tags.\"azd-env-name\"!='$env_name'].name" --output tsv
    take_lines guest
  fi
  [ -z "$guest" ] || die 2 "The Foundry account $guest is none that $env_name made, and it is in $rg, which would go with all it holds." \
    "Remove by hand what is ours: az resource list --resource-group $rg --tag azd-env-name=$env_name"
}

agree_to_lose() {
  if [ "$assume_yes" = yes ] || [ "$dry_run" = yes ]; then return 0; fi
  interactive || die 2 "Tearing down removes the resource group $rg with all it holds, and must be agreed to." 'Pass --yes, or run it in a terminal.'
  ask "This removes the resource group $rg with all it holds. Type its name to agree" ''
  [ "$answer" = "$rg" ] || die 2 'The name was not typed; nothing was removed.'
}

# azd_takes_ours_alone: whether what azd would remove is our group and nothing else. It removes every group in which the newest
# finished deployment has a resource, and a role on an account that was there before is one; where none is of our name, it takes
# any deployment whose name contains ours. Only Azure knows: the account may have been named on another machine.
azd_takes_ours_alone() {
  local id words verdict=1
  azq deployment sub list --query "[?tags.\"azd-env-name\"=='$env_name' && properties.provisioningState=='Succeeded'].properties.outputResources[].id" --output tsv || true
  for id in $reply; do
    IFS=/ read -r -a words <<<"$id"
    verdict=0
    if listed "${words[4]:-}" "$rg"; then continue; fi
    note "the group ${words[4]:-} was here before: it stays, and so do the roles that the app has in it"
    return 1
  done
  return "$verdict"
}

# The group goes by its name, and then the Foundry accounts of it that Azure keeps for 48 hours.
remove_group() {
  must_know group exists --name "$rg"
  if [ "$reply" = true ]; then
    note "removing the group $rg"
    change group delete --name "$rg" --yes || die 1 "The resource group $rg could not be removed."
  else
    note "there is no resource group $rg"
  fi
  purge_accounts "$rg"
}

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
    # It takes a right on the subscription, which who may remove the group need not have.
    change cognitiveservices account purge --name "${account%/*}" --resource-group "$1" --location "${account#*/}" ||
      warn "It could not be purged. Azure keeps it, and its name, for 48 hours, and then removes it by itself."
  done
}

# First brings the deleted account back, which loses nothing; only when that fails offers to remove it for good.
revive_account() {
  local deleted name
  find_deleted "$group"
  if [ -z "$deleted" ]; then
    # Nothing of ours: the name belongs to somebody else.
    fresh_names || give_up name-taken
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

# The account is there again, or somebody has purged it.
stop_restoring() {
  first_tries restored 1 || return 1
  env_put RESTORE_FOUNDRY false
  env_flush
}

# A role whose principal no longer exists has no name any more (to az, which leaves the name out of every role where it may not look names up); the next round gives the role to the new identity.
remove_stale_roles() {
  local ids='' id
  first_tries role-stale 1 || give_up role-stale
  azq role assignment list --all --query "[?principalName==''].id" --output tsv || true
  shopt -s nocasematch
  for id in $reply; do case "$id" in *"/resourceGroups/$group/"*) ids="$ids $id" ;; esac done
  shopt -u nocasematch
  if [ -z "$ids" ] || ! confirm "Remove the roles of deleted identities in $group?"; then
    give_up role-stale "See: az role assignment list --all --query \"[?principalName=='']\" and remove those of $group."
  fi
  for id in $ids; do change role assignment delete --ids "$id"; done
}
