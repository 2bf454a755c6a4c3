# Looks before anything is changed: tools, login, subscription, providers, quota. doctor shows all of it at once.
# shellcheck shell=bash

az_needed=2.45.0 azd_needed=1.17.1 node_needed=22.18.0
providers='Microsoft.CognitiveServices Microsoft.ContainerRegistry Microsoft.Web Microsoft.OperationalInsights Microsoft.Insights Microsoft.ManagedIdentity Microsoft.Network'

have() { command -v "$1" >/dev/null 2>&1; }

# at_least VERSION NEEDED: compares the first three of dotted numbers.
at_least() {
  local have="$1..." need="$2..." a b
  for _ in 1 2 3; do
    a="${have%%.*}" b="${need%%.*}"
    if [ "${a:-0}" -gt "${b:-0}" ]; then return 0; fi
    if [ "${a:-0}" -lt "${b:-0}" ]; then return 1; fi
    have="${have#*.}" need="${need#*.}"
  done
}

in_cloud_shell() { [ -n "${ACC_CLOUD:-}${AZUREPS_HOST_ENVIRONMENT:-}${AZD_IN_CLOUDSHELL:-}" ]; }

install_hint() {
  case "$1" in
    az) printf 'Install the Azure CLI: https://aka.ms/azure-cli (or use Azure Cloud Shell, which has it).' ;;
    azd) printf 'Install the Azure Developer CLI: curl -fsSL https://aka.ms/install-azd.sh | bash -s -- --install-folder ~/.local/share/azd --symlink-folder ~/.local/bin' ;;
    node) printf 'Install Node %s or newer: https://nodejs.org/en/download' "$node_needed" ;;
    *) printf 'Install %s with the package manager of your system.' "$1" ;;
  esac
}

# tool_fault TOOL: prints what is wrong with a tool, nothing when it will do.
tool_fault() {
  local found=''
  have "$1" || {
    printf '%s is not installed. %s' "$1" "$(install_hint "$1")"
    return 0
  }
  case "$1" in
    az)
      found="$(az version --query '"azure-cli"' --output tsv 2>/dev/null | tr -cd '0-9.' || true)"
      at_least "${found:-0}" "$az_needed" || printf 'az is %s, %s or newer is needed: az upgrade' "${found:-unknown}" "$az_needed"
      ;;
    azd)
      found="$(azd version --output json 2>/dev/null | tr -d '\r' | sed -n 's/.*"version": *"\([0-9.]*\).*/\1/p' | head -n 1)"
      at_least "${found:-0}" "$azd_needed" ||
        printf 'azd is %s, %s or newer is needed (older ones cannot read values from a file). %s' "${found:-unknown}" "$azd_needed" "$(install_hint azd)"
      ;;
  esac
}

# install_azd: the newest azd into the home folder, which needs no rights of an administrator (Cloud Shell gives none).
install_azd() {
  local log
  log="$(log_of azd)"
  first_tries install-azd 1 && confirm "Install the newest azd into your home folder?" || return 1
  if ! curl -fsSL https://aka.ms/install-azd.sh >"$scratch/install-azd.sh" 2>"$log" ||
    ! bash "$scratch/install-azd.sh" --install-folder "$HOME/.local/share/azd" --symlink-folder "$HOME/.local/bin" >"$log" 2>&1; then
    tail_of "$log" 20
    return 1
  fi
  export PATH="$HOME/.local/bin:$HOME/.local/share/azd:$PATH"
  hash -r
}

check_tools() {
  local tool fault
  for tool in "$@"; do
    fault="$(tool_fault "$tool")"
    if [ -n "$fault" ] && [ "$tool" = azd ]; then
      warn "$fault"
      install_azd || die 1 "$fault"
      fault="$(tool_fault azd)"
    fi
    [ -z "$fault" ] || die 1 "$fault"
  done
}

account_id='' account_name='' account_state='' account_user_type=''

# Reads the account of the chosen subscription, one value a line; fails when nobody is logged in.
read_account() {
  local facts log
  log="$(log_of account)"
  if [ -n "$subscription" ]; then
    facts="$(az account show --subscription "$subscription" --query '[id,name,state,user.type]' --output tsv --only-show-errors 2>"$log" | tr -d '\r')" || facts=''
  else
    facts="$(az account show --query '[id,name,state,user.type]' --output tsv --only-show-errors 2>"$log" | tr -d '\r')" || facts=''
  fi
  if [ -z "$facts" ]; then
    case "$(classify "$log")" in offline | transient) die 1 "$(explain offline)" 'az could not reach Azure; the login itself may be fine. Try again.' ;; esac
    return 1
  fi
  {
    read -r account_id
    read -r account_name
    read -r account_state
    read -r account_user_type
  } <<FACTS
$(printf '%s\n' "$facts" | grep -v '^WARNING')
FACTS
}

log_in() {
  if in_cloud_shell || [ -n "${SSH_CONNECTION:-}" ]; then az login --use-device-code --output none; else az login --output none; fi
}

check_login() {
  if ! read_account; then
    # Another subscription's id, or nobody at all: only the second is worth a login.
    interactive || die 1 'az is not logged in, or does not see the subscription.' \
      'Run: az login   (pipelines: az login --service-principal or OIDC), then run this again.'
    note 'az is not logged in: starting az login'
    log_in || die 1 'az login did not succeed.' 'With several tenants: az login --tenant <tenant id>'
    read_account || die 1 'az is logged in but sees no subscription.' 'Pass --subscription, or: az login --tenant <tenant id>'
  fi
}

choose_subscription() {
  local kept list line count=0 picked
  kept="$(env_get AZURE_SUBSCRIPTION_ID)"
  if [ -z "$subscription" ] && [ -z "$kept" ] && interactive; then
    list="$(az account list --query "[?state=='Enabled'].[id,name]" --output tsv | tr -d '\r')"
    if [ "$(printf '%s\n' "$list" | grep -c .)" -gt 1 ]; then
      printf '    Your subscriptions:\n'
      while IFS= read -r line; do
        count=$((count + 1))
        printf '      %s) %s\n' "$count" "$(printf '%s' "$line" | cut -f2)"
      done <<LIST
$list
LIST
      ask 'Which one' 1
      picked="$(printf '%s\n' "$list" | sed -n "$(printf '%s' "$answer" | tr -cd '0-9')p" | cut -f1)"
      [ -n "$picked" ] || die 2 "There is no subscription number $answer."
      subscription="$picked"
      read_account || die 1 'That subscription cannot be read.'
    fi
  fi
  subscription="$account_id"
  if [ -n "$kept" ] && [ "$kept" != "$account_id" ]; then
    die 2 "The environment $env_name belongs to the subscription $kept." 'Choose another name with --env, or leave --subscription out.'
  fi
  [ "$account_state" = Enabled ] || die 1 "The subscription $account_name is $account_state, not Enabled." 'Choose another with --subscription.'
  ok "subscription $account_name ($account_id)"
}

missing_providers() {
  local registered name
  registered=" $(azq provider list --query "[?registrationState=='Registered'].namespace" --output tsv | tr '\n' ' ') "
  # Azure writes some of these names now with capitals, now without.
  shopt -s nocasematch
  for name in $providers; do
    case "$registered" in *" $name "*) ;; *) printf '%s\n' "$name" ;; esac
  done
  shopt -u nocasematch
}

register_providers() {
  local name missing
  missing="$(missing_providers)" || die 1 'The resource providers of the subscription cannot be read.'
  for name in $missing; do
    note "registering the provider $name (once a subscription)"
    change az provider register --namespace "$name" --wait --subscription "$subscription" --only-show-errors ||
      die 1 "The provider $name could not be registered." 'An owner of the subscription must do it once: az provider register --namespace '"$name"
  done
}

# ai_quota_left REGION: prints how many Foundry accounts may still be made there; nothing when Azure does not say.
ai_quota_left() {
  local used limit
  {
    read -r used || true
    read -r limit || true
  } <<QUOTA
$(azq cognitiveservices usage list --location "$1" --query "[?name.value=='OpenAI.S0.AccountCount'] | [0].[currentValue,limit]" --output tsv 2>/dev/null || true)
QUOTA
  used="${used%%.*}" limit="${limit%%.*}"
  case "$used$limit" in '' | *[!0-9]*) return 0 ;; esac
  printf '%s' "$((limit - used))"
}

# plan_offered REGION SIZE: fails only when Azure lists the regions of the plan and this one is not among them.
plan_offered() {
  local offered
  offered="$(azq appservice list-locations --sku "$2" --linux-workers-enabled --query '[].name' --output tsv 2>/dev/null | tr -d ' ' | tr '[:upper:]' '[:lower:]')" || return 0
  [ -n "$offered" ] || return 0
  printf '%s\n' "$offered" | grep -qx "$1"
}

# allowed_regions: what a policy of the subscription allows, one region a line; nothing when no policy speaks of it.
allowed_regions() { azq policy assignment list --query '[].parameters.listOfAllowedLocations.value[]' --output tsv 2>/dev/null | tr 'A-Z\t' 'a-z\n' || true; }

show_policies() {
  azq policy assignment list --query '[].displayName' --output tsv || true
  note "regions that a policy allows: $(allowed_regions | tr '\n' ' ')"
}

# keep_to_policy: a student's subscription may use few regions; the chain is cut down to them before anything is created.
keep_to_policy() {
  local allowed region kept=''
  allowed="$(allowed_regions)"
  [ -n "$allowed" ] || return 0
  for region in $region_chain; do
    case $'\n'"$allowed"$'\n' in *$'\n'"$region"$'\n'*) kept="$kept $region" ;; esac
  done
  # App Service is everywhere, so any allowed region will do for the app; Voice Live needs one of the chain.
  if [ -z "$kept" ]; then warn "No region of the chain is allowed by the policies of the subscription (allowed: $(printf '%s' "$allowed" | tr '\n' ' '))."; fi
  region_chain="${kept:-$(printf '%s' "$allowed" | tr '\n' ' ')}"
  for region in $app_region $ai_region; do
    case $'\n'"$allowed"$'\n' in *$'\n'"$region"$'\n'*) continue ;; esac
    warn "A policy of the subscription does not allow $region."
    if [ "$region" = "$app_region" ]; then move_app_region || die 1 'No other region may be used (--no-fallback).'; fi
    if [ "$region" = "$ai_region" ]; then move_ai_region || die 1 'No other region may be used (--no-fallback).'; fi
    if [ -z "$site" ]; then env_put AZURE_RESOURCE_GROUP_LOCATION "$app_region"; fi
  done
  env_flush
}

# Before the first deployment only: what exists already needs no quota.
check_quota() {
  local left
  [ -z "$site" ] || return 0
  keep_to_policy
  while left="$(ai_quota_left "$ai_region")" && [ -n "$left" ] && [ "$left" -le 0 ]; do
    warn "$(explain ai-quota) ($ai_region)"
    move_ai_region || die 1 'No region of the chain has Foundry quota left.' 'See: az cognitiveservices usage list --location <region>'
  done
  while ! plan_offered "$app_region" "$plan"; do
    warn "The plan $plan is not offered in $app_region."
    move_app_region || die 1 'No region of the chain offers this plan.' 'Choose another with --sku or --location.'
  done
  ok "quota in $app_region (app) and $ai_region (Voice Live)"
}
