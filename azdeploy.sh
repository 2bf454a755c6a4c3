#!/usr/bin/env bash
# Puts the voice agent on Azure App Service, keeps it there, and takes it away again. Help: ./azdeploy.sh --help

rg="rg-voicelive"  # the Azure resource group
location="eastus2" # the Azure region of the app (and of Voice Live, unless --ai-location)

set -euo pipefail
umask 077

root="${BASH_SOURCE[0]}"
root="$(CDPATH='' cd -- "${root%"${root##*/}"}." && pwd -P)"
{
  . "$root/infra/scripts/ui.sh"
  . "$root/infra/scripts/usage.sh"
  . "$root/infra/scripts/failures.sh"
  . "$root/infra/scripts/run.sh"
  . "$root/infra/scripts/azd_env.sh"
  . "$root/infra/scripts/checks.sh"
  . "$root/infra/scripts/settings.sh"
  . "$root/infra/scripts/provision.sh"
  . "$root/infra/scripts/image.sh"
  . "$root/infra/scripts/release.sh"
  . "$root/infra/scripts/access.sh"
  . "$root/infra/scripts/deploy.sh"
  . "$root/infra/scripts/watch.sh"
  . "$root/infra/scripts/teardown.sh"
}

read_command_line "$@"
choose_colours
if [ -z "$command" ]; then
  interactive || usage 2 >&2
  menu
fi

begin_run
case "$command" in
  1 | full | up) deploy_everything ;;
  2 | image | update) deploy_image ;;
  3 | status) show_status ;;
  4 | logs) follow_logs ;;
  5 | model) change_voice ;;
  6 | rollback) roll_back ;;
  7 | code) change_code ;;
  8 | doctor) doctor ;;
  9 | down) tear_down ;;
  smoke) talk_only ;;
  resource) deploy_resource ;;
  0 | q | quit) ;;
  *) misused "There is no command $command." ;;
esac
