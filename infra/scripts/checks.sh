# Looks before anything is changed: tools, login, subscription, providers, quota. doctor shows all of it at once.

providers='Microsoft.CognitiveServices Microsoft.ContainerRegistry Microsoft.Web Microsoft.OperationalInsights Microsoft.Insights Microsoft.ManagedIdentity Microsoft.Network'

have() { command -v "$1" >/dev/null 2>&1; }

# A row of the table is a tool, the version that is needed, the words that ask for the version, and how to get the tool.
IFS= read -r -d '' tool_rows <"$root/infra/tools.tsv" || true

# tool_fault TOOL: leaves in $fault what is wrong with a tool, nothing when it will do, and in $hint how to get it.
tool_fault() {
  local name needed words wanted
  fault=''
  while IFS=$'\t' read -r name needed words hint; do if [ "$name" = "$1" ]; then break; fi; done <<<"$tool_rows"
  if ! have "$1"; then
    fault="$1 is not installed. $hint"
  elif [ "$needed" != any ]; then
    read_version "$needed"
    wanted="$number"
    # shellcheck disable=SC2086 # a list of words
    read_version "$("$1" $words 2>/dev/null || true)"
    [ "$number" -ge "$wanted" ] || fault="$1 is $version, $needed or newer is needed. $hint"
  fi
}

# read_version TEXT: leaves the first version of a text in $version, and in $number as a number that can be compared.
read_version() {
  version=unknown number=0
  if [[ $1 =~ ([0-9]+)\.([0-9]+)\.([0-9]+) ]]; then
    version="${BASH_REMATCH[0]}" number=$((BASH_REMATCH[1] * 1000000 + BASH_REMATCH[2] * 1000 + BASH_REMATCH[3]))
  fi
}

# install_azd: the newest azd into the home folder, which needs no rights of an administrator (Cloud Shell gives none).
install_azd() {
  # The installer knows Linux and macOS only; in Git Bash the hint is all there is.
  if have cygpath; then return 1; fi
  first_tries install-azd 1 && confirm "Install the newest azd into your home folder?" || return 1
  if ! curl -fsSL https://aka.ms/install-azd.sh >"$scratch/install-azd.sh" 2>"$logs/azd.log" ||
    ! bash "$scratch/install-azd.sh" --install-folder "$HOME/.local/share/azd" --symlink-folder "$HOME/.local/bin" >"$logs/azd.log" 2>&1; then
    tail_of azd 20
    return 1
  fi
  export PATH="$HOME/.local/bin:$HOME/.local/share/azd:$PATH"
  hash -r
}

# check_tools TOOL...: they are there; what deployed before is new enough, and az and azd take a second each to say so.
check_tools() {
  local tool
  for tool in "$@"; do
    if [ "$env_exists" = yes ] && have "$tool"; then continue; fi
    tool_fault "$tool"
    if [ -n "$fault" ] && [ "$tool" = azd ]; then
      warn "$fault"
      install_azd || die 1 "$fault"
      tool_fault azd
    fi
    [ -z "$fault" ] || die 1 "$fault"
  done
}

account_id='' account_name='' account_state='' account_user_type=''

# Reads the account of the chosen subscription, one value a line; fails when nobody is logged in.
read_account() {
  if azq account show --query '[id,name,state,user.type]' --output tsv && [ -n "$reply" ]; then
    take_lines account_id account_name account_state account_user_type
  elif passing azq; then
    die 1 "$cause" 'az could not reach Azure; the login itself may be fine. Try again.'
  else
    return 1
  fi
}

# Cloud Shell and a remote shell have no browser.
log_in() {
  if [ -n "${ACC_CLOUD:-}${AZUREPS_HOST_ENVIRONMENT:-}${AZD_IN_CLOUDSHELL:-}${SSH_CONNECTION:-}" ]; then az login --use-device-code --output none; else az login --output none; fi
}

check_login() {
  if read_account; then return 0; fi
  # Another subscription's id, or nobody at all: only the second is worth a login.
  interactive || die 1 'az is not logged in, or does not see the subscription.' \
    'Run: az login   (pipelines: az login --service-principal or OIDC), then run this again.'
  note 'az is not logged in: starting az login'
  log_in || die 1 'az login did not succeed.' 'With several tenants: az login --tenant <tenant id>'
  read_account || die 1 'az is logged in but sees no subscription.' 'Pass --subscription, or: az login --tenant <tenant id>'
}

choose_subscription() {
  local kept="${kept_AZURE_SUBSCRIPTION_ID:-}" line choices=('')
  if [ -z "$subscription$kept" ] && interactive; then
    azq account list --query "[?state=='Enabled'].[id,name]" --output tsv || true
    while [ -n "$reply" ]; do
      take_lines line
      choices[${#choices[@]}]="$line"
    done
    if [ ${#choices[@]} -gt 2 ]; then
      printf '    Your subscriptions:\n'
      for ((line = 1; line < ${#choices[@]}; line++)); do printf '      %s) %s\n' "$line" "${choices[line]#*$'\t'}"; done
      ask 'Which one' 1
      case "$answer" in *[!0-9]* | ????*) answer=0 ;; esac
      subscription="${choices[10#$answer]:-}"
      subscription="${subscription%%$'\t'*}"
      [ -n "$subscription" ] || die 2 "There is no subscription number $answer."
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

# find_missing_providers: leaves their names in $missing.
find_missing_providers() {
  local name
  missing=''
  azq provider list --query "[?registrationState=='Registered'].namespace" --output tsv || return 1
  for name in $providers; do listed "$name" "$reply" || missing="$missing${missing:+ }$name"; done
}

register_providers() {
  local name missing
  find_missing_providers || unreadable 'The resource providers of the subscription cannot be read.'
  for name in $missing; do
    note "registering the provider $name (once a subscription)"
    change provider register --namespace "$name" --wait ||
      die 1 "The provider $name could not be registered." 'An owner of the subscription must do it once: az provider register --namespace '"$name"
  done
}

# find_ai_quota REGION: leaves in $left how many Foundry accounts may still be made there; nothing when Azure does not say.
find_ai_quota() {
  local used limit
  left=''
  azq cognitiveservices usage list --location "$1" --query "[?name.value=='OpenAI.S0.AccountCount'] | [0].[currentValue,limit]" --output tsv || true
  take_lines used limit
  used="${used%%.*}" limit="${limit%%.*}"
  case "$used$limit" in '' | *[!0-9]*) ;; *) left=$((limit - used)) ;; esac
}

# plan_offered REGION SIZE: fails only when Azure lists the regions of the plan and this one is not among them.
plan_offered() {
  azq appservice list-locations --sku "$2" --linux-workers-enabled --query '[].name' --output tsv || true
  [ -z "$reply" ] || listed "$1" "${reply// /}"
}

# find_allowed_regions: leaves in $allowed what a policy of the subscription allows; nothing when no policy speaks of it.
find_allowed_regions() {
  azq policy assignment list --query '[].parameters.listOfAllowedLocations.value[]' --output tsv || true
  allowed="${reply//[$'\n\t']/ }"
}

# keep_to_policy: a student's subscription may use few regions; the chain is cut down to them before anything is created.
keep_to_policy() {
  local allowed region_of_ours kept=''
  find_allowed_regions
  [ -n "$allowed" ] || return 0
  for region_of_ours in $region_chain; do if listed "$region_of_ours" "$allowed"; then kept="$kept $region_of_ours"; fi; done
  # App Service is everywhere, so any allowed region will do for the app; Voice Live needs one of the chain.
  if [ -z "$kept" ]; then warn "No region of the chain is allowed by the policies of the subscription (allowed: $allowed)."; fi
  region_chain="${kept:-$(tr '[:upper:]' '[:lower:]' <<<"$allowed")}"
  for region_of_ours in $app_region $ai_region; do
    if listed "$region_of_ours" "$allowed"; then continue; fi
    warn "A policy of the subscription does not allow $region_of_ours."
    if [ "$region_of_ours" = "$app_region" ]; then move_app_region || die 1 'No other region may be used (--no-fallback).'; fi
    if [ "$region_of_ours" = "$ai_region" ]; then move_ai_region || die 1 'No other region may be used (--no-fallback).'; fi
    env_put AZURE_RESOURCE_GROUP_LOCATION "$app_region"
  done
  env_flush
}

# For the first deployment only: what exists already needs no quota, and neither does what is not made.
check_quota() {
  keep_to_policy
  while [ -z "${kept_EXISTING_FOUNDRY_NAME:-}" ] && find_ai_quota "$ai_region" && [ "${left:-1}" -le 0 ]; do
    explain ai-quota
    warn "$cause ($ai_region)"
    move_ai_region || die 1 'No region of the chain has Foundry quota left.' 'See: az cognitiveservices usage list --location <region>'
  done
  while [ "$runtime" != none ] && ! plan_offered "$app_region" "$plan"; do
    warn "The plan $plan is not offered in $app_region."
    move_app_region || die 1 'No region of the chain offers this plan.' 'Choose another with --sku or --location.'
  done
  ok "quota in $app_region (app) and $ai_region (Voice Live)"
}
