# Looks before anything is changed: tools, login, subscription, providers, quota. doctor shows all of it at once.
# shellcheck shell=bash

az_needed=2.45.0 azd_needed=1.29.0 node_needed=22.18.0
providers='Microsoft.CognitiveServices Microsoft.ContainerRegistry Microsoft.Web Microsoft.OperationalInsights Microsoft.Insights Microsoft.ManagedIdentity'

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
    azd) printf 'Install the Azure Developer CLI: curl -fsSL https://aka.ms/install-azd.sh | bash' ;;
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
        printf 'azd is %s, %s or newer is needed (older ones cannot put a container on App Service). %s' "${found:-unknown}" "$azd_needed" "$(install_hint azd)"
      ;;
  esac
}

check_tools() {
  local tool fault
  for tool in "$@"; do
    fault="$(tool_fault "$tool")"
    [ -z "$fault" ] || die 1 "$fault"
  done
}

account_id='' account_name='' account_state='' account_user_type=''

# Reads the account of the chosen subscription, one value a line; fails when nobody is logged in.
read_account() {
  local facts
  if [ -n "$subscription" ]; then
    facts="$(az account show --subscription "$subscription" --query '[id,name,state,user.type]' --output tsv 2>/dev/null | tr -d '\r')" || return 1
  else
    facts="$(az account show --query '[id,name,state,user.type]' --output tsv 2>/dev/null | tr -d '\r')" || return 1
  fi
  [ -n "$facts" ] || return 1
  {
    read -r account_id
    read -r account_name
    read -r account_state
    read -r account_user_type
  } <<FACTS
$facts
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

# Before the first deployment only: what exists already needs no quota.
check_quota() {
  local left
  [ -z "$site" ] || return 0
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
