# Builds the image once for each commit and names it by digest: in the registry, or here when the registry may not.
# shellcheck shell=bash

image_repository='voice-live-web'
image_tag='' image_ref='' has_tag_of_commit=no

# The commit is the tag; work that is not committed gets a time as well, so that no tag ever means two things.
choose_tag() {
  local sha now
  now="$(date -u +%Y%m%d%H%M%S)"
  image_tag="$now" has_tag_of_commit=no
  if have git && sha="$(git rev-parse --short=12 HEAD 2>/dev/null | tr -d '\r')" && [ -n "$sha" ]; then
    if [ -n "$(git status --porcelain 2>/dev/null)" ]; then
      image_tag="$sha-dirty-$now"
    else
      image_tag="$sha" has_tag_of_commit=yes
    fi
  fi
}

# find_digest: fills $image_ref when the registry holds the tag.
find_digest() {
  local digest
  digest="$(azq acr repository show --name "$registry" --image "$image_repository:$image_tag" --query digest --output tsv 2>/dev/null || true)"
  case "$digest" in sha256:*) ;; *) return 1 ;; esac
  image_ref="$registry_host/$image_repository@$digest"
}

build_image() {
  local log
  log="$(log_of build)"
  choose_tag
  step "Building the image $image_repository:$image_tag"
  if [ "$has_tag_of_commit" = yes ] && [ "$rebuild" = no ] && find_digest; then
    ok 'this commit is in the registry already (--rebuild builds it again)'
    return 0
  fi
  if [ "$dry_run" = yes ]; then
    note "would build and push $image_repository:$image_tag"
    return 0
  fi
  if [ "$local_build" = yes ]; then build_here "$log"; else build_in_registry "$log"; fi
  find_digest || {
    tail_of "$log" 60
    die 1 "The build ended, but the registry has no $image_repository:$image_tag." "See $log"
  }
  ok "built $image_ref"
}

# logged LOG COMMAND...: keeps the output; shows it as well under --verbose.
logged() {
  local log="$1"
  shift
  if [ "$verbose" = yes ]; then "$@" 2>&1 | tee "$log"; else "$@" >"$log" 2>&1; fi
}

build_in_registry() {
  local log="$1" class
  note 'in the registry: three to five minutes'
  tried=''
  until logged "$log" az acr build --registry "$registry" --image "$image_repository:$image_tag" \
    --platform linux/amd64 --file Dockerfile --build-arg "GIT_SHA=$image_tag" --subscription "$subscription" .; do
    class="$(classify "$log")"
    warn "$(explain "$class") [$class]"
    case "$class" in
      tasks-blocked)
        build_here "$log"
        return 0
        ;;
      # The registry went on building after az stopped printing; only the tag proves that it finished.
      log-charset) if find_digest; then return 0; else build_failed "$log" 'Run it in Azure Cloud Shell or WSL, or build here: --local-build'; fi ;;
      registry-abac) build_failed "$log" 'Build here: --local-build, or: az acr build --source-acr-auth-id "[caller]" ...' ;;
      pull-limit)
        first_tries pull-limit 2 || build_failed "$log" 'Build here with --local-build, or name a mirror in the Dockerfile: ARG NODE_IMAGE'
        pause $((60 * try_number)) "$(explain "$class")"
        ;;
      transient | conflict)
        first_tries passing 2 || build_failed "$log" 'Try again in a few minutes.'
        pause $((20 * try_number)) "$(explain "$class")"
        ;;
      *) build_failed "$log" 'The lines above are the end of the build; the first error among them is the cause.' ;;
    esac
  done
}

# build_failed LOG WHAT-TO-DO: the old image keeps running.
build_failed() {
  tail_of "$1" 60
  die 1 'The image could not be built. What runs now was not touched.' "$2" "The whole output: $1"
}

# Docker or Podman on this machine. The registry's token goes through a pipe, so no argument ever shows it.
build_here() {
  local log="$1" engine='' candidate host
  for candidate in docker podman; do
    if have "$candidate" && "$candidate" info >/dev/null 2>&1; then
      engine="$candidate"
      break
    fi
  done
  [ -n "$engine" ] || die 1 'The image must be built on this machine, but neither Docker nor Podman runs here.' \
    'Start one of them (Cloud Shell has none), run this where one is, or ask Azure support to allow registry tasks.'
  host="$registry_host"
  note "on this machine with $engine"
  logged "$log" "$engine" build --platform linux/amd64 --file Dockerfile --build-arg "GIT_SHA=$image_tag" --tag "$host/$image_repository:$image_tag" . ||
    build_failed "$log" 'The lines above are the end of the build; the first error among them is the cause.'
  azq acr login --name "$registry" --expose-token --query accessToken --output tsv |
    "$engine" login "$host" --username 00000000-0000-0000-0000-000000000000 --password-stdin >"$log" 2>&1 ||
    build_failed "$log" "$engine could not log in to $host."
  patiently "$log" "$engine" push "$host/$image_repository:$image_tag" || build_failed "$log" "$engine could not push to $host."
}
