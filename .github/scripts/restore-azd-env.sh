#!/usr/bin/env bash
# Gives azd and azdeploy.sh the records of a deployment that was made elsewhere: AZD_ENVIRONMENT holds its .env file.
# usage: restore-azd-env.sh NAME
set -euo pipefail
umask 077

name=${1:?usage: restore-azd-env.sh NAME}
: "${AZD_ENVIRONMENT:?is empty; store the file .azure/$name/.env as the secret AZD_ENVIRONMENT}"

mkdir -p ".azure/$name"
# What runs is asked of Azure: the records are older than the last deployment. So is the access code: one that was never shown would be
# made anew, and shown in a log that others may read.
printf '%s\n' "$AZD_ENVIRONMENT" | tr -d '\r' | grep -Ev '^(ACCESS_CODE_SHOWN|SERVICE_WEB_(PREVIOUS_)?(IMAGE_NAME|START_COMMAND))=' >".azure/$name/.env"
