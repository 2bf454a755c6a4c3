#!/usr/bin/env bash
# Puts what the site runs into its azd environment: without it every what-if would show a reset to the placeholder.
# usage: record-what-runs.sh NAME
set -euo pipefail

name=${1:?usage: record-what-runs.sh NAME}
group=$(azd env get-value AZURE_RESOURCE_GROUP --environment "$name")
site=$(azd env get-value SERVICE_WEB_NAME --environment "$name")

config() { az webapp config show --name "$site" --resource-group "$group" --query "$1" --output tsv; }

runs=$(config linuxFxVersion)
case "$runs" in
  DOCKER*) azd env set SERVICE_WEB_IMAGE_NAME "${runs#*|}" --environment "$name" ;;
  # The bundle on App Service's own Node.
  *) azd env set SERVICE_WEB_START_COMMAND "$(config appCommandLine)" --environment "$name" ;;
esac
