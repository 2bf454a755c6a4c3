# The three ways to run, in this order: an image built by the registry, an image built here, the bundle with no image at all.

# engine_here: leaves docker or podman in $engine when one of them runs on this machine.
engine_here() {
  for engine in docker podman; do
    if have "$engine" && "$engine" info >/dev/null 2>&1; then return 0; fi
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
  elif [ -z "${kept_SERVICE_WEB_RUNTIME:-}$site" ] && on_free_credit; then
    note "a subscription on free credit (${reply%$'\r'}): Azure lets its registries build nothing"
    if engine_here; then local_build=yes; else use_bundle 'because neither Docker nor Podman runs here'; fi
  fi
  put_default SERVICE_WEB_RUNTIME image
  case "$runtime:$local_build" in
    bundle:*) ok "way to run: the bundle on App Service's own Node" ;;
    *:yes) ok 'way to run: an image built on this machine' ;;
    *) ok 'way to run: an image built by the registry' ;;
  esac
}

on_free_credit() {
  reply="$(az rest --method get --url "/subscriptions/$subscription?api-version=2022-12-01" --query subscriptionPolicies.quotaId --output tsv --only-show-errors || true)"
  [[ $reply =~ ^(FreeTrial_|AzureForStudents|AzurePass_) ]]
}

use_bundle() {
  note "no image: the bundle runs on App Service's own Node, $1"
  env_put SERVICE_WEB_RUNTIME bundle
}

# fall_back_to_bundle: the registry may not build and this machine cannot.
fall_back_to_bundle() {
  use_bundle 'because the registry may not build and neither Docker nor Podman runs here'
  env_flush
  provision
}

# drop_spare_registry: what was made for an image goes once a bundle lives.
drop_spare_registry() {
  local spare="${kept_AZDEPLOY_SPARE_REGISTRY:-}"
  if [ -n "$spare" ] && [ "$runtime" = bundle ]; then
    note "removing the registry $spare, which would be billed for nothing"
    change acr delete --name "$spare" --yes || warn "The registry $spare could not be removed; option 9 will."
    env_put AZDEPLOY_SPARE_REGISTRY ''
  fi
}

bearer=''

# find_scm: leaves in $scm the site's own management host, and in $bearer a line for curl --config, which no list of processes shows.
find_scm() {
  [ -z "$bearer" ] || return 0
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
  case "$(scm_get "https://$scm/api/vfs/site/wwwroot/releases/$image_tag/dist/")" in *'"server.mjs"'*) ;; *) return 1 ;; esac
  # The flags are those of the Dockerfile.
  image_ref="node --max-semi-space-size=16 /home/site/wwwroot/releases/$image_tag/dist/server.mjs"
}

uploaded=no

# build_bundle: builds here what an image would hold, and puts it beside the releases before it. Nothing is installed there.
build_bundle() {
  local zip="$scratch/release.zip"
  have npm || die 1 'The bundle is built on this machine, which needs Node with npm.' 'Install Node (22.18 or newer): https://nodejs.org/en/download'
  note 'here, in one or two minutes'
  if [ ! -d "$root/node_modules/esbuild" ]; then logged build npm ci --no-audit --no-fund || build_failed 'npm could not install the packages.'; fi
  GIT_SHA="$image_tag" logged build npm run --silent bundle -- "$zip" || build_failed "$first_error"
  note 'uploading'
  find_scm || die 1 "The site $site cannot be read."
  printf '%s\n' "$bearer" >"$scratch/bearer"
  retry build curl --silent --show-error --fail --max-time 600 --config "$scratch/bearer" --upload-file "$zip" \
    --request PUT "https://$scm/api/zip/site/wwwroot/releases/$image_tag/" || build_failed 'The site did not take the upload.'
  uploaded=yes
}

image_repository='voice-live-web'
# The same base image as on Docker Hub, where no limit of Docker Hub applies.
mirrors='mirror.gcr.io/library/node:24-trixie-slim public.ecr.aws/docker/library/node:24-trixie-slim'
image_tag='' image_ref=''

# The commit is the tag; work that is not committed gets a time as well, so that no tag ever means two things.
choose_tag() {
  local sha='' prefix changes
  if have git; then reply="$(git rev-parse --show-prefix --short=12 HEAD 2>/dev/null || true)"; else reply=''; fi
  reply="${reply//$'\r'/}"
  take_lines prefix sha
  # A repository around this one that does not hold it has no commit of it.
  if [ -n "$prefix" ] && ! git ls-files --error-unmatch azdeploy.sh >/dev/null 2>&1; then sha=''; fi
  # What no image holds makes no other image: the group at the top of azdeploy.sh, pages, tests.
  if [ -n "$sha" ] && changes="$(git status --porcelain -- . ':(exclude)azdeploy.sh' ':(exclude)infra' ':(exclude)docs' ':(exclude)test' ':(exclude)*.md' 2>/dev/null)" && [ -z "$changes" ]; then
    image_tag="$sha"
  else
    image_tag="${sha:+$sha-dirty-}$(date -u +%Y%m%d%H%M%S)"
  fi
}

# find_built: fills $image_ref when the tag was built before.
find_built() { if [ "$runtime" = bundle ]; then find_bundle; else find_digest; fi; }

# find_digest: the same in the registry.
find_digest() {
  azq acr repository show --name "$registry" --image "$image_repository:$image_tag" --query digest --output tsv || true
  case "$reply" in sha256:*) image_ref="$registry_host/$image_repository@$reply" ;; *) return 1 ;; esac
}

build_image() {
  choose_tag
  step "Building the $runtime $image_repository:$image_tag (two to five minutes)"
  if [ "$rebuild" = no ] && find_built; then
    ok 'this commit was built already (--rebuild builds it again)'
    return 0
  fi
  if would "build and push $image_repository:$image_tag"; then return 0; fi
  case "$runtime:$local_build" in
    bundle:*) build_bundle ;;
    *:yes) build_here ;;
    *) build_in_registry ;;
  esac
  find_built || die_of build "The build ended, but there is no $image_repository:$image_tag." "See $logs/build.log"
  ok "built $image_ref"
}

# logged LOG COMMAND...: as kept, set apart from what this script says.
logged() (kept "$@" | indent '| ')

first_error='The lines above are the end of the build; the first error among them is the cause.'

build_in_registry() {
  local base=''
  note 'in the registry: three to five minutes'
  tried=''
  until logged build az acr build --registry "$registry" --image "$image_repository:$image_tag" \
    --platform linux/amd64 --file Dockerfile --build-arg "GIT_SHA=$image_tag" ${base:+--build-arg "NODE_IMAGE=$base"} --subscription "$subscription" .; do
    classify build
    warn "$cause [$class]"
    case "$class" in
      tasks-blocked)
        if engine_here; then
          build_here
        else
          fall_back_to_bundle
          build_bundle
        fi
        return 0
        ;;
      # The registry went on building after az stopped printing; only the tag proves that it finished.
      log-charset) if find_digest; then return 0; else build_failed "$hint"; fi ;;
      pull-limit)
        first_tries pull-limit 2 || build_failed "$hint"
        base="${mirrors%% *}" mirrors="${mirrors#* }"
        note "trying the mirror $base"
        ;;
      transient | offline | conflict)
        first_tries passing 2 || build_failed 'Try again in a few minutes.'
        pause $((20 * try_number)) "$cause"
        ;;
      *) build_failed "${hint:-$first_error}" ;;
    esac
  done
}

# build_failed WHAT-TO-DO: the old image keeps running.
build_failed() {
  if [ -z "$good_image" ]; then set -- "$1" "What was created for it is billed until: ./azdeploy.sh down$named"; fi
  die_of build 'The image could not be built. What runs now was not touched.' "$@" "The whole output: $logs/build.log"
}

# Docker or Podman on this machine. The registry's token goes through a pipe, so no argument ever shows it.
build_here() {
  local name="$registry_host/$image_repository:$image_tag"
  engine_here || die 1 'The image must be built on this machine, but neither Docker nor Podman runs here.' \
    'Start one of them, or do without an image: --bundle'
  note "on this machine with $engine"
  logged build "$engine" build --platform linux/amd64 --file Dockerfile --build-arg "GIT_SHA=$image_tag" --tag "$name" . || build_failed "$first_error"
  azq acr login --name "$registry" --expose-token --query accessToken --output tsv || build_failed 'The registry gives no token to push with.'
  "$engine" login "$registry_host" --username 00000000-0000-0000-0000-000000000000 --password-stdin >"$logs/build.log" 2>&1 <<<"$reply" ||
    build_failed "$engine could not log in to $registry_host."
  retry build "$engine" push "$name" || build_failed "$engine could not push to $registry_host."
}
