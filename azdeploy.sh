#!/usr/bin/env bash
# Puts the voice agent on Azure App Service, keeps it there, and takes it away again. Help: ./azdeploy.sh --help

rg="rg-voicelive"  # the Azure resource group
location="eastus2" # the Azure region of the app (and of Voice Live, unless --ai-location)

set -euo pipefail
umask 077

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source-path=SCRIPTDIR
{
  . "$root/infra/scripts/ui.sh"
  . "$root/infra/scripts/usage.sh"
  . "$root/infra/scripts/failures.sh"
  . "$root/infra/scripts/run.sh"
  . "$root/infra/scripts/azd_env.sh"
  . "$root/infra/scripts/recover.sh"
  . "$root/infra/scripts/ways.sh"
  . "$root/infra/scripts/regions.sh"
  . "$root/infra/scripts/checks.sh"
  . "$root/infra/scripts/settings.sh"
  . "$root/infra/scripts/leftovers.sh"
  . "$root/infra/scripts/provision.sh"
  . "$root/infra/scripts/image.sh"
  . "$root/infra/scripts/health.sh"
  . "$root/infra/scripts/release.sh"
  . "$root/infra/scripts/access.sh"
  . "$root/infra/scripts/deploy.sh"
  . "$root/infra/scripts/watch.sh"
  . "$root/infra/scripts/teardown.sh"
}

command='' subscription='' subscription_choice='' env_choice='' ai_location='' sku='' model='' voice='' profile=''
instructions='' image_choice='' rg_chosen=no
set_names=() set_values=() set_count=0
assume_yes=no dry_run=no verbose=no colour=yes rebuild=no local_build=no bundle=no fallback=yes smoke=yes

while [ $# -gt 0 ]; do
  case "$1" in
    --*=*)
      flag="${1%%=*}" value="${1#*=}"
      shift
      set -- "$flag" "$value" "$@"
      ;;
  esac
  case "$1" in
    --rg | --location | --ai-location | --subscription | --env | --sku | --model | --voice | --instructions | --instructions-file | --profile | --set | --image)
      [ $# -ge 2 ] || misused "$1 needs a value."
      case "$1" in
        --rg) rg="$2" rg_chosen=yes ;;
        --location) location="$2" ;;
        --ai-location) ai_location="$2" ;;
        --subscription) subscription_choice="$2" ;;
        --env) env_choice="$2" ;;
        --sku) sku="$2" ;;
        --model) model="$2" ;;
        --voice) voice="$2" ;;
        --instructions) instructions="$2" ;;
        --instructions-file) instructions="$(cat "$2")" || misused "The file $2 cannot be read." ;;
        --profile) profile="$2" ;;
        --set)
          check_pair "$2"
          set_names[set_count]="${2%%=*}" set_values[set_count]="${2#*=}"
          set_count=$((set_count + 1))
          ;;
        --image) image_choice="$2" ;;
      esac
      shift
      ;;
    -y | --yes) assume_yes=yes ;;
    --dry-run) dry_run=yes ;;
    --verbose) verbose=yes ;;
    --no-color | --no-colour) colour=no ;;
    --rebuild) rebuild=yes ;;
    --local-build) local_build=yes ;;
    --bundle) bundle=yes ;;
    --no-fallback) fallback=no ;;
    --no-smoke) smoke=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) misused "There is no option $1." ;;
    *)
      [ -z "$command" ] || misused "One command at a time: $command or $1?"
      command="$1"
      ;;
  esac
  shift
done

check_values
choose_colours
if [ -z "$command" ]; then
  interactive || {
    usage >&2
    exit 2
  }
  menu
fi

begin_run
case "$command" in
  1 | full | up) deploy_everything ;;
  2 | image | update) deploy_image ;;
  3 | status) show_status ;;
  4 | logs) follow_logs ;;
  5 | model)
    need_deployment
    take_lock
    change_voice
    ;;
  6 | rollback)
    need_deployment
    take_lock
    roll_back
    ;;
  7 | code)
    need_deployment
    take_lock
    change_code
    ;;
  8 | doctor) doctor ;;
  9 | down) tear_down ;;
  smoke) talk_only ;;
  resource) deploy_resource ;;
  0 | q | quit) ;;
  *) misused "There is no command $command." ;;
esac
