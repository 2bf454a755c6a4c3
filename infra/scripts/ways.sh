# The three ways to run, in this order: an image built by the registry, an image built here, the bundle with no image at all.
# shellcheck shell=bash

engine=''

# engine_here: leaves docker or podman in $engine when one of them runs on this machine.
engine_here() {
  local candidate
  if [ -n "$engine" ]; then return 0; fi
  for candidate in docker podman; do
    if have "$candidate" && "$candidate" info >/dev/null 2>&1; then
      engine="$candidate"
      return 0
    fi
  done
  return 1
}

# choose_way: before anything is created, as far as the subscription tells. What an earlier run settled on is kept.
choose_way() {
  if [ "$command" = resource ]; then
    env_put SERVICE_WEB_RUNTIME none
    return 0
  fi
  # A page for a resource that had none.
  if [ "$runtime" = none ]; then env_put SERVICE_WEB_RUNTIME ''; fi
  if [ "$bundle" = yes ]; then
    use_bundle 'because of --bundle'
  elif [ "$local_build" = yes ]; then
    env_put SERVICE_WEB_RUNTIME image
  elif [ "$plan" = F1 ]; then
    use_bundle 'because the Free plan is for it'
  elif [ -z "${kept_SERVICE_WEB_RUNTIME:-}$site" ]; then
    reply="$(az rest --method get --url "/subscriptions/$subscription?api-version=2022-12-01" --query subscriptionPolicies.quotaId --output tsv --only-show-errors || true)"
    case "$reply" in
      FreeTrial_* | AzureForStudents* | AzurePass_*)
        note "a subscription on free credit (${reply%$'\r'}): Azure lets its registries build nothing"
        # The next best way once the registry may not build.
        if engine_here; then local_build=yes; else use_bundle 'because neither Docker nor Podman runs here'; fi
        ;;
    esac
  fi
  put_default SERVICE_WEB_RUNTIME image
  case "$runtime:$local_build" in
    bundle:*) ok "way to run: the bundle on App Service's own Node" ;;
    *:yes) ok 'way to run: an image built on this machine' ;;
    *) ok 'way to run: an image built by the registry' ;;
  esac
}

use_bundle() {
  note "no image: the bundle runs on App Service's own Node, $1"
  env_put SERVICE_WEB_RUNTIME bundle
}

# fall_back_to_bundle: the registry may not build and this machine cannot; what was made for an image goes again.
fall_back_to_bundle() {
  local spare="$registry"
  use_bundle 'because the registry may not build and neither Docker nor Podman runs here'
  env_flush
  provision
  if [ -n "$spare" ]; then
    note "removing the registry $spare, which would be billed for nothing"
    change az acr delete --name "$spare" --yes --subscription "$subscription" --only-show-errors || warn "The registry $spare could not be removed; option 9 will."
  fi
}

release_root='/home/site/wwwroot/releases'
start_command() { image_ref="node --enable-source-maps $release_root/$image_tag/dist/server.mjs"; }

# find_scm: leaves in $scm the site's own management host, which takes files and gives logs, and in $bearer a line for
# curl --config, which shows in no list of processes.
find_scm() {
  azq webapp show --name "$site" --resource-group "$group" --query "enabledHostNames[?contains(@, '.scm.')] | [0]" --output tsv || return 1
  scm="$reply"
  azq account get-access-token --query accessToken --output tsv || return 1
  bearer="header = \"Authorization: Bearer $reply\""
}

# scm_get URL: the answer of the management host, or nothing.
scm_get() { curl --silent --fail --max-time 30 --config - "$1" <<<"$bearer" || true; }

# find_bundle: fills $image_ref when the site has the release of the tag on its disk.
find_bundle() {
  find_scm || return 1
  case "$(scm_get "https://$scm/api/vfs/site/wwwroot/releases/$image_tag/dist/")" in *'"server.mjs"'*) start_command ;; *) return 1 ;; esac
}

# build_bundle: builds here what an image would hold, and puts it beside the releases before it. Nothing is installed there.
build_bundle() {
  local zip="$scratch/release.zip"
  have npm || die 1 'The bundle is built on this machine, which needs Node with npm.' "$(install_hint node)"
  note 'here, in one or two minutes'
  if [ ! -d "$root/node_modules/esbuild" ]; then logged build npm ci --no-audit --no-fund || build_failed 'npm could not install the packages.'; fi
  GIT_SHA="$image_tag" logged build npm run --silent bundle -- "$zip" || build_failed "$first_error"
  note 'uploading'
  find_scm || die 1 "The site $site cannot be read."
  printf '%s\n' "$bearer" >"$scratch/bearer"
  patiently build curl --silent --show-error --fail --max-time 600 --config "$scratch/bearer" --upload-file "$zip" \
    --request PUT "https://$scm/api/zip/site/wwwroot/releases/$image_tag/" || build_failed 'The site did not take the upload.'
}
